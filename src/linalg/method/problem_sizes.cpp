#include "method/problem_sizes.hpp"

#include "crucible/linalg/block_cyclic_matrix.hpp"
#include "dense/dense_kernels.hpp"
#include "dense/reflectors.hpp"

#include <algorithm>

namespace crucible {

ProblemSizes problem_sizes(std::int64_t rows, std::int64_t columns, int ranks, GridShape grid,
                           const SvdOptions& options) {
  const std::int64_t m = std::max(rows, columns);
  const std::int64_t n = std::min(rows, columns);
  const CyclicAxis long_rows{m, options.block, grid.rows};
  const CyclicAxis short_rows{n, options.block, grid.rows};
  const CyclicAxis short_columns{n, options.block, grid.columns};
  ProblemSizes s;
  s.m = static_cast<double>(m);
  s.n = static_cast<double>(n);
  s.k = options.values_only ? 0 : static_cast<double>(options.rank > 0 ? std::min(options.rank, n) : n);
  s.slab = static_cast<double>(even_part(rows, ranks, 0).size()) * static_cast<double>(columns);
  if (rows >= columns) s.least_rows = static_cast<double>(even_part(rows, ranks, ranks - 1).size());
  s.a = static_cast<double>(long_rows.local_count(0)) * static_cast<double>(short_columns.local_count(0));
  s.square =
      static_cast<double>(short_rows.local_count(0)) * static_cast<double>(short_columns.local_count(0));
  s.ranks = ranks;
  s.one_row = grid.rows == 1;
  return s;
}

double ProblemSizes::checking() const noexcept {
  constexpr double panel = 128;  // columns at a time
  return k == 0 ? 0 : u() + v() + 3 * panel * (n + m / ranks);
}

double reflector_elements(const ProblemSizes& s) {
  if (!s.one_row) return 0;
  const double together = std::min(static_cast<double>(reflectors_together), s.n);
  return s.k == 0 ? 128 * s.m : 1.5 * together * s.m;
}

double divide_and_conquer_elements(const ProblemSizes& s) {
  return 2 * s.v() + s.u() + reflector_elements(s);
}

double divide_and_conquer_on_root(const ProblemSizes& s) {
  if (s.k == 0) return 0;
  return std::max(5 * s.n * s.n, scattering_on_root(s));
}

double scattering_on_root(const ProblemSizes& s) {
  // U first: both results, the wanted columns of one, a message out, and the matrix.
  return 2 * s.n * s.n + (1 + 1 / s.ranks) * s.k * s.n + s.v();
}

std::string divide_and_conquer_obstacle(const ProblemSizes& sizes) {
  if (sizes.k == 0 || sizes.n <= static_cast<double>(largest_divided)) return {};
  return "LAPACK's divide and conquer takes at most " + std::to_string(largest_divided) +
         " columns: its workspace exceeds 2^31 elements";
}

}  // namespace crucible
