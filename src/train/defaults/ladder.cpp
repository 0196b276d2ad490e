#include "defaults/ladder.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

const Rung* rung_at(std::span<const Rung> tried, std::int64_t step) noexcept {
  const auto found = std::find_if(tried.begin(), tried.end(), [&](const Rung& r) { return r.step == step; });
  return found == tried.end() ? nullptr : &*found;
}

}  // namespace

double Ladder::value(double step) const noexcept { return centre * std::pow(ratio, step); }

Ladder ladder_within(double centre, double ratio, double low, double high) noexcept {
  Ladder ladder{centre, ratio, 0, 0};
  while (ladder.value(static_cast<double>(ladder.lowest - 1)) >= low) --ladder.lowest;
  while (ladder.value(static_cast<double>(ladder.highest + 1)) <= high) ++ladder.highest;
  return ladder;
}

const Rung& best_rung(std::span<const Rung> tried) noexcept {
  return *std::min_element(tried.begin(), tried.end(),
                           [](const Rung& a, const Rung& b) { return a.error < b.error; });
}

std::optional<std::int64_t> next_step(const Ladder& ladder, std::span<const Rung> tried) noexcept {
  if (tried.empty()) return 0;
  const std::int64_t best = best_rung(tried).step;
  if (best < ladder.highest && rung_at(tried, best + 1) == nullptr) return best + 1;
  if (best > ladder.lowest && rung_at(tried, best - 1) == nullptr) return best - 1;
  return std::nullopt;
}

double refined_value(const Ladder& ladder, std::span<const Rung> tried) noexcept {
  const Rung& best = best_rung(tried);
  const auto step = static_cast<double>(best.step);
  const Rung* below = rung_at(tried, best.step - 1);
  const Rung* above = rung_at(tried, best.step + 1);
  if (below == nullptr || above == nullptr) return ladder.value(step);
  const double curvature = below->error - 2 * best.error + above->error;
  if (!std::isfinite(curvature) || curvature <= 0) return ladder.value(step);
  // The best one is the lowest of the three: the result lies within half a step of it.
  return ladder.value(step + 0.5 * (below->error - above->error) / curvature);
}

double rounded_to_digits(double value, int digits) noexcept {
  if (value == 0 || !std::isfinite(value)) return value;
  const int exponent = digits - 1 - static_cast<int>(std::floor(std::log10(std::abs(value))));
  const double power = std::pow(10.0, std::abs(exponent));
  return exponent >= 0 ? std::round(value * power) / power : std::round(value / power) * power;
}

}  // namespace crucible
