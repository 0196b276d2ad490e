#pragma once

#include "crucible/model/factor_model.hpp"

#include <cstddef>

namespace crucible {

/// Which of `interval_levels` is shown where there is room for one.
inline constexpr std::size_t shown_level = 1;

/// From the lowest to the highest rating that is expected.
struct RatingRange {
  double low = 0;
  double high = 0;
};

/// Where a rating with this raw score should lie, with a probability of interval_levels[level], if the
/// standard deviation about the clipped prediction is `deviation` (ratings). Both ends are clipped to the
/// scale. Local.
RatingRange rating_range(const FactorModel& model, double score, double deviation, std::size_t level);

}  // namespace crucible
