#include "crucible/linalg/memory_plan.hpp"

#include "crucible/core/error.hpp"
#include "method/problem_sizes.hpp"
#include "truncated/row_operator.hpp"

#include <algorithm>
#include <limits>
#include <optional>

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

/// What OpenBLAS has packed of the factors of a product: a strip of each that stays in the caches.
double blas_elements(double n) {
  constexpr double depth = 384;
  return depth * (std::min(n, 8640.0) + depth);
}

/// Of block_krylov() with blocks of `vectors`.
MemoryPlan krylov_plan(std::int64_t rows, std::int64_t columns, std::int64_t entries, int ranks,
                       std::int64_t rank, std::int64_t vectors) {
  const auto block = static_cast<double>(vectors);
  const auto m = static_cast<double>(rows);
  const auto n = static_cast<double>(columns);
  const auto r = static_cast<double>(rank);
  const auto p = static_cast<double>(ranks);
  const double basis = std::min(n, std::max(5 * r, r + 8 * block));
  MemoryPlan plan;
  plan.method = &svd_method::krylov;
  plan.grid = {ranks, 1};
  // A 32-bit column and a single-precision value per entry.
  const double matrix = static_cast<double>(entries) / p + 2 * m / p + blas_elements(r);
  // The basis and its next, shorter one, blocks of vectors, and a small eigenproblem; or the image of the
  // vectors, its QR factors, and V.
  const double iterating = n * 1.6 * basis / p + 2 * block * (m / p + 2 * n) + 2 * basis * basis;
  const double finishing = 3 * r * m / p + 2 * r * n / p + p * r * r;
  plan.bytes_per_rank = bytes_of_doubles(matrix + std::max(iterating, finishing));
  plan.bytes_on_root =
      bytes_of_doubles(matrix + std::max(iterating + 3 * basis * basis, finishing + 6 * r * r));
  return plan;
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
    return krylov_plan(rows, columns, rows * columns, ranks, std::max<std::int64_t>(1, options.rank),
                       dense_block);
  MemoryPlan plan;
  plan.method = options.method;
  plan.grid = fitting_grid(options.grid.value_or(usual_grid(plan.method, ranks, rows, columns, options)),
                           std::max(rows, columns), std::min(rows, columns), options.block);
  const ProblemSizes s = problem_sizes(rows, columns, ranks, plan.grid, options);
  const std::optional<double> by_rows =
      plan.method->elements_by_rows == nullptr ? std::nullopt : plan.method->elements_by_rows(s, options);
  const double usual =
      by_rows
          ? std::max(s.checking(), *by_rows)
          : std::max({s.dealing(), s.collecting(), s.checking(), plan.method->elements_per_rank(s, options)});
  const double given = s.slab + blas_elements(s.n);
  plan.bytes_per_rank = bytes_of_doubles(given + usual);
  plan.bytes_on_root = bytes_of_doubles(given + std::max(usual, plan.method->elements_on_root(s, options)));
  plan.impossible = obstacle(plan.method, s, plan.grid, options);
  return plan;
}

MemoryPlan sparse_memory_plan(std::int64_t rows, std::int64_t columns, std::int64_t entries, int ranks,
                              std::int64_t rank) {
  return krylov_plan(rows, columns, entries, ranks, rank, sparse_block(rank));
}

std::int64_t largest_square(int ranks, const SvdOptions& options,
                            const std::function<bool(const MemoryPlan&)>& fits) {
  require(!options.method->truncated(), "the largest matrix is for routes that take all of it");
  const auto possible = [&](std::int64_t n) {
    const MemoryPlan plan = memory_plan(n, n, ranks, options);
    return plan.impossible.empty() && fits(plan);
  };
  std::int64_t least = 0;
  std::int64_t above = std::int64_t{1} << 31U;
  while (above - least > 1) {
    const std::int64_t middle = least + (above - least) / 2;
    (possible(middle) ? least : above) = middle;
  }
  return least;
}

}  // namespace crucible
