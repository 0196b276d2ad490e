#include "defaults/blend.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <Eigen/Dense>

namespace crucible {

namespace {

/// What a fit starts from, and which parts it may weigh otherwise.
struct Candidate {
  PartWeights base;
  std::array<bool, part_count> is_free;
};

constexpr PartWeights as_learnt{};
constexpr PartWeights plain{
    .user_bias = 0, .book_bias = 0, .factors = 0, .plain_user_bias = 1, .plain_book_bias = 1};
constexpr PartWeights biases{.factors = 0};

/// From few free weights to many; the first of equals wins.
constexpr std::array<Candidate, 6> candidates{{{as_learnt, {}},
                                               {plain, {}},
                                               {as_learnt, {false, false, true}},
                                               {as_learnt, {true, true, true}},
                                               {biases, {true, true, false, true, true}},
                                               {as_learnt, {true, true, true, true, true}}}};

/// Ratings that a free weight needs, and any other model than the one learnt: with fewer, the criterion is no
/// measure of chance.
constexpr std::int64_t ratings_a_weight = 20;
/// Keeps the weights near their base if parts are nearly multiples of each other. This is a share of a part's
/// own squares.
constexpr double pull_to_base = 1e-2;

PartValues values_of(const PartWeights& weights) noexcept {
  PartValues values{};
  for (std::size_t i = 0; i < part_count; ++i) values[i] = weights.*part_weights[i].second;
  return values;
}

double sum_of(const PartSums& sums, std::size_t i, std::size_t j) noexcept {
  return i <= j ? sums.with_parts[i][j] : sums.with_parts[j][i];
}

/// What with_target would be for the errors that `base` leaves.
PartValues left_by(const PartSums& sums, const PartValues& base) noexcept {
  PartValues left = sums.with_target;
  for (std::size_t i = 0; i < part_count; ++i)
    for (std::size_t j = 0; j < part_count; ++j) left[i] -= sum_of(sums, i, j) * base[j];
  return left;
}

struct Fit {
  PartWeights weights;
  std::int64_t free = 0;  ///< weights that were fitted
};

/// Nothing if there are too few ratings, or if the factors' weight would be negative.
std::optional<Fit> fit(const PartSums& sums, const Candidate& candidate) noexcept {
  std::array<std::size_t, part_count> parts{};
  std::size_t free = 0;
  for (std::size_t i = 0; i < part_count; ++i)
    if (candidate.is_free[i] && sum_of(sums, i, i) > 0) parts[free++] = i;
  const bool changes = free > 0 || !(candidate.base == as_learnt);
  const std::int64_t needed = changes ? std::max<std::int64_t>(static_cast<std::int64_t>(free), 1) : 0;
  if (sums.count < ratings_a_weight * needed) return std::nullopt;
  using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, part_count, part_count>;
  using Column = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, part_count, 1>;
  const auto size = static_cast<Eigen::Index>(free);
  Square products(size, size);
  Column left(size);
  const PartValues left_by_base = left_by(sums, values_of(candidate.base));
  for (std::size_t i = 0; i < free; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    left(row) = left_by_base[parts[i]];
    for (std::size_t j = 0; j < free; ++j)
      products(row, static_cast<Eigen::Index>(j)) = sum_of(sums, parts[i], parts[j]);
    products(row, row) *= 1 + pull_to_base;
  }
  const Column step = products.ldlt().solve(left);
  Fit result{candidate.base, static_cast<std::int64_t>(free)};
  for (std::size_t i = 0; i < free; ++i)
    result.weights.*part_weights[parts[i]].second += step(static_cast<Eigen::Index>(i));
  if (!step.allFinite() || result.weights.factors < 0) return std::nullopt;
  return result;
}

/// A lower value is better.
double information_criterion(const PartSums& sums, const Fit& fitted) noexcept {
  const auto count = static_cast<double>(sums.count);
  const double error = sums.squared_error(fitted.weights) / count;
  return count * std::log(std::max(error, std::numeric_limits<double>::min())) +
         2 * static_cast<double>(fitted.free);
}

}  // namespace

void PartSums::add(double target, const PartValues& parts) noexcept {
  ++count;
  target_squares += target * target;
  for (std::size_t i = 0; i < part_count; ++i) {
    with_target[i] += parts[i] * target;
    for (std::size_t j = i; j < part_count; ++j) with_parts[i][j] += parts[i] * parts[j];
  }
}

double PartSums::squared_error(const PartWeights& weights) const noexcept {
  const PartValues values = values_of(weights);
  const PartValues left = left_by(*this, values);
  double error = target_squares;
  for (std::size_t i = 0; i < part_count; ++i) error -= values[i] * (with_target[i] + left[i]);
  return error;
}

PartWeights best_weights(const PartSums& sums) noexcept {
  PartWeights best;
  double least = std::numeric_limits<double>::infinity();
  for (const Candidate& candidate : candidates) {
    const std::optional<Fit> fitted = fit(sums, candidate);
    if (!fitted) continue;
    const double criterion = information_criterion(sums, *fitted);
    if (!(criterion < least)) continue;
    least = criterion;
    best = fitted->weights;
  }
  return best;
}

}  // namespace crucible
