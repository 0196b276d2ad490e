#include "crucible/linalg/memory_plan.hpp"

#include "crucible/core/error.hpp"
#include "method/problem_sizes.hpp"

#include <algorithm>
#include <limits>

namespace crucible {

namespace {

/// Says why ScaLAPACK or LAPACK cannot do it; empty if they can.
std::string obstacle(SvdMethod method, const ProblemSizes& s, GridShape grid, const SvdOptions& options) {
  constexpr double limit = 2147483647;
  if (s.m > limit) return "more than 2147483647 rows";
  if (s.a > limit || s.square > limit)
    return "a rank would hold 2^31 elements or more, which ScaLAPACK cannot address: use more ranks";
  return method->obstacle(s, grid, options);
}

}  // namespace

std::int64_t bytes_of_doubles(double doubles) {
  const double bytes = 8 * doubles;
  return bytes < 9e18 ? static_cast<std::int64_t>(bytes) : std::numeric_limits<std::int64_t>::max();
}

MemoryPlan memory_plan(std::int64_t rows, std::int64_t columns, int ranks, const SvdOptions& options) {
  require(options.method != svd_method::automatic, "a memory plan is for one method");
  require(rows > 0 && columns > 0 && ranks > 0, "a memory plan needs rows, columns and ranks");
  if (options.method->truncated())
    return sparse_memory_plan(rows, columns, rows * columns * 2 / 3, ranks,
                              std::max<std::int64_t>(1, options.rank));
  MemoryPlan plan;
  plan.method = options.method;
  plan.grid = fitting_grid(options.grid.value_or(square_grid(ranks)), std::max(rows, columns),
                           std::min(rows, columns), options.block);
  const ProblemSizes s = problem_sizes(rows, columns, ranks, plan.grid, options);
  const double usual = s.slab + plan.method->elements_per_rank(s, options);
  plan.bytes_per_rank = bytes_of_doubles(usual);
  plan.bytes_on_root = bytes_of_doubles(usual + plan.method->elements_on_root(s, options));
  plan.impossible = obstacle(plan.method, s, plan.grid, options);
  return plan;
}

MemoryPlan sparse_memory_plan(std::int64_t rows, std::int64_t columns, std::int64_t entries, int ranks,
                              std::int64_t rank) {
  constexpr double block = 16;
  const auto m = static_cast<double>(rows);
  const auto n = static_cast<double>(columns);
  const auto r = static_cast<double>(rank);
  const auto p = static_cast<double>(ranks);
  const double basis = std::min(n, std::max(5 * r, r + 8 * block));
  MemoryPlan plan;
  plan.method = &svd_method::krylov;
  plan.grid = {ranks, 1};
  // 12 bytes per entry: a 32-bit column, a single-precision value, and a copy of one of them while reading.
  const double matrix = 1.5 * static_cast<double>(entries) / p + m / p;
  const double vectors = 2 * block * (m / p + 2 * n) + n * basis / p + 2 * r * (m + n) / p;
  plan.bytes_per_rank = bytes_of_doubles(matrix + vectors + 2 * basis * basis);
  plan.bytes_on_root = bytes_of_doubles(matrix + vectors + 5 * basis * basis);
  return plan;
}

}  // namespace crucible
