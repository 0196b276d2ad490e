#include "posterior/noise.hpp"

#include <algorithm>

namespace crucible {

double draw_weight(std::int64_t draws) noexcept {
  constexpr double power = 3;
  return (power + 1) / (static_cast<double>(draws) + power);
}

double noise_variance(const HeldOutErrors& errors, std::int64_t draws, double spread) noexcept {
  constexpr double least_part = 0.25;
  constexpr double prior_count = 10;
  // Above this sum of squared weights, the mean is little else than the last draw.
  constexpr double few_draws = 0.9;
  const double variance = std::max(spread * spread, 1e-12);
  if (draws == 0 || errors.count == 0) return variance;
  const double of_mean = errors.of_mean / errors.count;
  const double of_draw = errors.of_draw / errors.count;
  double squares = 0;
  for (std::int64_t draw = 1; draw <= draws; ++draw) {
    const double weight = draw_weight(draw);
    squares = (1 - weight) * (1 - weight) * squares + weight * weight;
  }
  const double posterior = squares < few_draws ? std::max(0.0, of_draw - of_mean) / (1 - squares) : 0;
  const double measured = std::max(of_mean - (1 + squares) * posterior, least_part * of_mean);
  const double noise = (prior_count * variance + errors.count * measured) / (prior_count + errors.count);
  return std::clamp(noise, 1e-9 * variance, variance);
}

}  // namespace crucible
