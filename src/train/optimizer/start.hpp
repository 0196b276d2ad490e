#pragma once

#include "crucible/train/optimizer.hpp"

#include <cmath>

namespace crucible {

/// Starts with a deviation so small that first predictions vary less than the ratings. Without biases the
/// rows start near sqrt(mean / k), so that the first products are near the mean.
inline RowStart start_near_mean(const StartCase& start) noexcept {
  constexpr double share_of_spread = 0.4;
  RowStart rows;
  rows.deviation = share_of_spread * std::sqrt(start.spread / start.factors);
  rows.offset = std::sqrt(std::abs(start.mean) / start.factors);
  if (start.mean < 0 && start.of_books) rows.offset = -rows.offset;
  return rows;
}

/// The same value for every kind of parameter.
inline PerKind same_for_all(double value) noexcept {
  PerKind values;
  values.all = value;
  return values;
}

}  // namespace crucible
