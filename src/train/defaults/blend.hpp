#pragma once

#include "crucible/model/training_state.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace crucible {

inline constexpr std::size_t part_count = part_weights.size();

inline constexpr std::size_t factor_part = 2;
static_assert(part_weights[factor_part].second == &PartWeights::factors);

/// The values of a rating's parts, in the order of part_weights.
using PartValues = std::array<double, part_count>;

/// What least squares needs to know of ratings and the parts that predict them.
struct PartSums {
  std::int64_t count = 0;
  double target_squares = 0;
  PartValues with_target{};                         ///< sum of part x target
  std::array<PartValues, part_count> with_parts{};  ///< sum of part x part; the upper triangle is used

  /// Adds a rating: its target (the rating less the mean) and its parts.
  void add(double target, const PartValues& parts) noexcept;
  /// Sum of the squares of the factors' part.
  double product_squares() const noexcept { return with_parts[factor_part][factor_part]; }
  /// Sum of the squared errors under these weights.
  double squared_error(const PartWeights& weights) const noexcept;
};

/// The weights that predict best, as far as the ratings can tell. SGD shrinks and overfits its parts, by
/// amounts that depend on their L2 and the number of epochs. Least squares on ratings that SGD did not see
/// measures these amounts. The candidates are the model as it was learnt, the plain biases alone, and least
/// squares over some or all parts. The information criterion of Akaike (1974) chooses among them, so that few
/// ratings change little, and fewer than 20 nothing. So no model is worse than the plain biases on 20 ratings
/// or more. The weight of the factors is never negative. Pure.
PartWeights best_weights(const PartSums& sums) noexcept;

}  // namespace crucible
