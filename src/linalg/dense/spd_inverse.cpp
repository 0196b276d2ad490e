#include "crucible/linalg/spd_inverse.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "crucible/core/number_text.hpp"
#include "grid/blas_threads.hpp"
#include "grid/routines.hpp"
#include "grid/scalapack.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace crucible {

namespace {

/// Rows that a rank takes at a time in symmetric_rows(): enough for long messages, few enough to need little
/// memory.
constexpr std::int64_t rows_at_a_time = 128;
constexpr int block_size = 64;

}  // namespace

MemoryNeed spd_inverse_need(std::int64_t n, int ranks) {
  require(n > 0 && ranks > 0, "a memory need wants rows and ranks");
  MemoryNeed need;
  need.grid = fitting_grid(square_grid(ranks), n, n, block_size);
  const CyclicAxis rows{n, block_size, need.grid.rows};
  const CyclicAxis columns{n, block_size, need.grid.columns};
  const double part = static_cast<double>(rows.local_count(0)) * static_cast<double>(columns.local_count(0));
  if (part > static_cast<double>(std::numeric_limits<int>::max()))
    need.impossible = "a rank would hold " + bytes(8 * part) +
                      ", 2^31 elements or more, which ScaLAPACK cannot address: use more ranks";
  const auto side = static_cast<double>(n);
  const double result = static_cast<double>(even_part(n, ranks, 0).size()) * side;
  // Two slabs of the moved rows, and two messages, which are as large where all of one comes from a rank.
  const double moved = static_cast<double>(std::min(rows_at_a_time, even_part(n, ranks, 0).size())) * side;
  need.bytes_per_rank = bytes_of_doubles(part + result + 4 * moved);
  need.bytes_on_root = need.bytes_per_rank;
  return need;
}

void invert_spd(BlockCyclicMatrix& a) {
  require(a.rows() == a.columns(), "only a square matrix has an inverse");
  constexpr int one = 1;
  const int n = narrow<int>(a.rows());
  const BlasThreads together(blas_share(a.grid().comm()).together);
  cholesky_factor(a);
  int info = 0;
  if (a.grid().member()) pdpotri_("U", &n, a.data(), &one, &one, a.descriptor().data(), &info);
  check_info(a.grid().comm(), "pdpotri", info);
}

MatrixD symmetric_rows(const BlockCyclicMatrix& a, IndexRange mine) {
  require(a.rows() == a.columns(), "only a square matrix is symmetric");
  const std::int64_t n = a.rows();
  const Communicator& comm = a.grid().comm();
  const auto longest = comm.max_value<std::int64_t>(mine.size());
  MatrixD result(mine.size(), n);
  for (std::int64_t done = 0; done < longest; done += rows_at_a_time) {
    const IndexRange some{std::min(mine.end, mine.begin + done),
                          std::min(mine.end, mine.begin + done + rows_at_a_time)};
    const RowSlab upper = a.to_slab(some, n);
    const RowSlab lower = a.to_transposed_slab(some, n);
    for (std::int64_t i = 0; i < some.size(); ++i) {
      const std::int64_t diagonal = some.begin + i;
      auto row = result.row(diagonal - mine.begin);
      row.head(diagonal) = lower.values.row(i).head(diagonal);
      row.tail(n - diagonal) = upper.values.row(i).tail(n - diagonal);
    }
  }
  return result;
}

}  // namespace crucible
