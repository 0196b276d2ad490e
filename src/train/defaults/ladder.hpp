#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace crucible {

/// Values in equal ratios: centre x ratio^step, for steps from `lowest` to `highest`.
struct Ladder {
  double centre = 1;
  double ratio = 2;
  std::int64_t lowest = 0;
  std::int64_t highest = 0;

  double value(double step) const noexcept;
};

/// The ladder about `centre` whose rungs lie within [low, high]. Always has the rung 0. Pure.
/// @pre centre, low > 0, ratio > 1
Ladder ladder_within(double centre, double ratio, double low, double high) noexcept;

/// A rung that was tried, and the error that it gave: infinite where it failed.
struct Rung {
  std::int64_t step = 0;
  double error = 0;
};

/// The rung of the lowest error, the first of equals. Pure. @pre tried is not empty
const Rung& best_rung(std::span<const Rung> tried) noexcept;

/// The step to try next. It is 0 first, then a neighbour of the best rung, the upper one first. Nothing once
/// both neighbours of the best rung were tried or the ladder has ended. Pure.
std::optional<std::int64_t> next_step(const Ladder& ladder, std::span<const Rung> tried) noexcept;

/// The value at the lowest point of the parabola through the best rung and its two neighbours, in the
/// logarithm of the value. If one of the three is missing or failed, the best rung's own value. Pure. @pre
/// tried is not empty
double refined_value(const Ladder& ladder, std::span<const Rung> tried) noexcept;

/// `value` to this many decimal digits that count. Pure.
double rounded_to_digits(double value, int digits) noexcept;

}  // namespace crucible
