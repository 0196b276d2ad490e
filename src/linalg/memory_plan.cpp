#include "crucible/linalg/memory_plan.hpp"

#include "crucible/linalg/block_cyclic_matrix.hpp"
#include "pdgesvd.hpp"
#include "routines.hpp"

#include <algorithm>
#include <limits>

namespace crucible {

namespace {

/// Counts that may be far beyond any machine are kept as double until they are known to fit.
std::int64_t bytes_of(double doubles) {
  const double bytes = 8 * doubles;
  return bytes < 9e18 ? static_cast<std::int64_t>(bytes) : std::numeric_limits<std::int64_t>::max();
}

/// Sizes of the tall problem, of the fullest rank's parts, and of what is wanted.
struct Sizes {
  double m = 0;       ///< rows of the tall matrix
  double n = 0;       ///< its columns
  double k = 0;       ///< columns of U and V; 0 for values only
  double slab = 0;    ///< elements of a rank's slab of rows
  double a = 0;       ///< elements of a rank's part of an (m x n) block-cyclic matrix
  double square = 0;  ///< ... of an (n x n) one
  double ranks = 0;
};

/// Elements of a rank's parts of U and V.
double vectors(const Sizes& s) { return s.k * (s.a + s.square) / s.n; }

/// Peak on an ordinary rank, in doubles, the slab that was read not counted.
double working(SvdMethod method, const Sizes& s, std::int64_t gather_limit) {
  const double moving = s.slab + s.a;  // the buffers of a redistribution beside its source or target
  const bool gathers = s.n <= static_cast<double>(gather_limit);
  switch (method) {
    case SvdMethod::pdgesvd:
      return std::max(moving + s.a, s.k == 0 ? s.a : 2 * s.a + 2 * s.square + s.n * (s.m + s.n) / s.ranks);
    case SvdMethod::gram:
      return std::max(moving + s.a, s.a + 4 * s.square + vectors(s) + 2 * s.square);
    case SvdMethod::dc:
      return std::max(moving + s.a, s.a + 2 * vectors(s));
    default:
      return std::max(moving + s.a, s.a + (gathers ? 1 : 2) * s.square + 2 * vectors(s));
  }
}

/// What the rank that runs the divide and conquer needs besides.
double on_one_rank(SvdMethod method, const Sizes& s, std::int64_t gather_limit) {
  if (method == SvdMethod::pdgesvd || method == SvdMethod::gram) return 0;
  const bool gathers = method == SvdMethod::qr_dc && s.n <= static_cast<double>(gather_limit);
  if (s.k == 0) return gathers ? 2 * s.n * s.n : 0;
  return (gathers ? 6 : 5) * s.n * s.n + 2 * s.k * s.n;
}

/// Why ScaLAPACK or LAPACK cannot do it, or nothing.
std::string obstacle(SvdMethod method, const Sizes& s, GridShape grid, const SvdOptions& options) {
  constexpr double limit = 2147483647;
  if (s.m > limit) return "more than 2147483647 rows";
  if (s.a > limit || s.square > limit)
    return "a rank would hold 2^31 elements or more, which ScaLAPACK cannot address: use more ranks";
  const bool divides = method == SvdMethod::dc || method == SvdMethod::qr_dc;
  if (divides && s.k > 0 && s.n > 26000)
    return "LAPACK's divide and conquer takes at most 26000 columns: its workspace exceeds 2^31 elements";
  try {
    if (method != SvdMethod::pdgesvd) return {};
    const auto m = static_cast<std::int64_t>(s.m);
    const auto n = static_cast<std::int64_t>(s.n);
    if (s.k > 0) check_pdgemr2d(m, n, grid, options.block);
    workspace_length("pdgesvd", pdgesvd_workspace(m, n, grid, options.block, s.k > 0), 0);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

Sizes sizes_of(std::int64_t rows, std::int64_t columns, int ranks, GridShape grid,
               const SvdOptions& options) {
  const std::int64_t m = std::max(rows, columns);
  const std::int64_t n = std::min(rows, columns);
  const CyclicAxis long_rows{m, options.block, grid.rows};
  const CyclicAxis short_rows{n, options.block, grid.rows};
  const CyclicAxis short_columns{n, options.block, grid.columns};
  Sizes s;
  s.m = static_cast<double>(m);
  s.n = static_cast<double>(n);
  s.k = options.values_only ? 0 : static_cast<double>(options.rank > 0 ? std::min(options.rank, n) : n);
  s.slab = static_cast<double>(even_part(rows, ranks, 0).size()) * static_cast<double>(columns);
  s.a = static_cast<double>(long_rows.local_count(0)) * static_cast<double>(short_columns.local_count(0));
  s.square =
      static_cast<double>(short_rows.local_count(0)) * static_cast<double>(short_columns.local_count(0));
  s.ranks = ranks;
  return s;
}

}  // namespace

MemoryPlan memory_plan(std::int64_t rows, std::int64_t columns, int ranks, const SvdOptions& options) {
  require(options.method != SvdMethod::automatic, "a memory plan is for one method");
  require(rows > 0 && columns > 0 && ranks > 0, "a memory plan needs rows, columns and ranks");
  if (options.method == SvdMethod::krylov)
    return sparse_memory_plan(rows, columns, rows * columns * 2 / 3, ranks,
                              std::max<std::int64_t>(1, options.rank));
  MemoryPlan plan;
  plan.method = options.method;
  plan.grid = fitting_grid(options.grid.value_or(square_grid(ranks)), std::max(rows, columns),
                           std::min(rows, columns), options.block);
  const Sizes s = sizes_of(rows, columns, ranks, plan.grid, options);
  const double usual = s.slab + working(plan.method, s, options.gather_limit);
  plan.bytes_per_rank = bytes_of(usual);
  plan.bytes_on_root = bytes_of(usual + on_one_rank(plan.method, s, options.gather_limit));
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
  plan.method = SvdMethod::krylov;
  plan.grid = {ranks, 1};
  // 12 bytes an entry: a 32-bit column and a single-precision value, and room for one of them again while
  // reading.
  const double matrix = 1.5 * static_cast<double>(entries) / p + m / p;
  const double vectors = 2 * block * (m / p + 2 * n) + n * basis / p + 2 * r * (m + n) / p;
  plan.bytes_per_rank = bytes_of(matrix + vectors + 2 * basis * basis);
  plan.bytes_on_root = bytes_of(matrix + vectors + 5 * basis * basis);
  return plan;
}

std::vector<MemoryPlan> memory_plans(std::int64_t rows, std::int64_t columns, int ranks,
                                     const SvdOptions& options) {
  std::vector<MemoryPlan> plans;
  for (const SvdMethod method : {SvdMethod::pdgesvd, SvdMethod::dc, SvdMethod::qr_dc, SvdMethod::gram}) {
    SvdOptions one = options;
    one.method = method;
    plans.push_back(memory_plan(rows, columns, ranks, one));
  }
  return plans;
}

}  // namespace crucible
