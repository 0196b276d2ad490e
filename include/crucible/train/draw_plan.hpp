#pragma once

#include <cstdint>

namespace crucible {

/// The floating-point operations that draws after steps may take, over all ranks. A number of operations and
/// not a time: the same data give the same model on every machine.
inline constexpr double most_operations = 1.2e12;

/// Of draws after steps, however little they cost.
inline constexpr std::int64_t most_sweeps = 100;

/// With fewer validation ratings than this nothing is drawn: they could not tell draws that help from draws
/// that harm.
inline constexpr std::int64_t least_validation_of_draws = 100;

/// The memory that one rank may take for draws, as far as more ranks do not make it less: every rank holds
/// the rows of all users and books. In bytes.
inline constexpr double most_draw_bytes = 2.0 * 1024 * 1024 * 1024;

/// Why there are no draws.
enum class DrawLimit : std::uint8_t { none, validation, operations, memory };

/// What is drawn after the steps of an optimizer that averages.
struct DrawPlan {
  std::int64_t factors = 0;  ///< of a draw
  std::int64_t sweeps = 0;   ///< at most; 0: there are no draws
  double operations = 0;     ///< of a sweep
  double bytes = 0;          ///< on each rank, see most_draw_bytes
  DrawLimit limit = DrawLimit::none;
};

/// How large the data and the model are.
struct DrawCase {
  std::int64_t rows = 0;        ///< users and books
  std::int64_t ratings = 0;     ///< of the training part
  std::int64_t validation = 0;  ///< ratings of that part
  std::int64_t factors = 0;     ///< of the model
  std::int64_t books = 0;       ///< of the rows
};

/// Many factors where they are affordable, else fewer, then fewer sweeps. None where even a few sweeps of few
/// factors would take more than `most_operations` or `most_draw_bytes`, or with few validation ratings. Pure.
DrawPlan plan_draws(const DrawCase& size) noexcept;

}  // namespace crucible
