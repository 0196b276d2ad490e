#pragma once

#include <cstdint>

namespace crucible {

/// The floating-point operations that draws after steps may take, over all ranks. A number of operations and
/// not a time: the same data give the same model on every machine.
inline constexpr double most_operations = 1.2e12;

/// Of draws after steps, however little they cost.
inline constexpr std::int64_t most_sweeps = 100;

/// What is drawn after the steps of an optimizer that averages.
struct DrawPlan {
  std::int64_t factors = 0;  ///< of a draw
  std::int64_t sweeps = 0;   ///< at most; 0: there are no draws
  double operations = 0;     ///< of a sweep
};

/// How large the data and the model are.
struct DrawCase {
  std::int64_t rows = 0;     ///< users and books
  std::int64_t ratings = 0;  ///< of the training part
  std::int64_t factors = 0;  ///< of the model
};

/// Many factors where they are affordable, else fewer, then fewer sweeps, and none where even a few sweeps of
/// few factors would take more than `most_operations`. Pure.
DrawPlan plan_draws(const DrawCase& size) noexcept;

}  // namespace crucible
