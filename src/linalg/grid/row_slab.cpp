#include "crucible/linalg/row_slab.hpp"

#include "crucible/mpi/collective.hpp"
#include "grid/refusals.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace crucible {

namespace {

/// The place of the first element of the slab that is not finite, as row * columns + column of the whole
/// matrix; -1 if there is none.
std::int64_t first_not_finite(const RowSlab& slab) {
  const double* values = slab.values.data();
  const std::int64_t count = slab.values.size();
  const double* found = std::find_if_not(values, values + count, [](double x) { return std::isfinite(x); });
  return found == values + count ? -1 : slab.rows.begin * slab.columns() + (found - values);
}

/// True if the ranges follow each other in rank order and cover [0, total).
bool ranges_cover(const std::vector<IndexRange>& ranges, std::int64_t total) {
  std::int64_t at = 0;
  for (const IndexRange& range : ranges) {
    if (range.begin != at || range.end < range.begin) return false;
    at = range.end;
  }
  return at == total;
}

}  // namespace

RowSlab even_slab(std::int64_t total_rows, std::int64_t columns, int ranks, int rank) {
  RowSlab slab{total_rows, even_part(total_rows, ranks, rank), {}};
  slab.values.setZero(slab.rows.size(), columns);
  return slab;
}

RowMatrixD gather_rows(const Communicator& comm, const RowSlab& slab) {
  const std::vector<double> all = comm.concatenate_all(
      std::span<const double>(slab.values.data(), static_cast<std::size_t>(slab.values.size())));
  return Eigen::Map<const RowMatrixD>(all.data(), slab.total_rows, slab.columns());
}

RowMatrixD gather_columns(const Communicator& comm, const RowSlab& slab, IndexRange columns) {
  return gather_rows(comm,
                     {slab.total_rows, slab.rows, slab.values.middleCols(columns.begin, columns.size())});
}

void check_slab(const Communicator& comm, const RowSlab& slab, const std::string& name) {
  const std::vector<IndexRange> ranges = comm.gather_all(slab.rows);
  on_every_rank(comm, [&] {
    require(slab.values.rows() == slab.rows.size(), "a row slab must hold as many rows as its range says");
    require(ranges_cover(ranges, slab.total_rows),
            "row slabs must follow each other in rank order and cover all rows");
  });
  if (comm.min_value<std::int64_t>(slab.columns()) != comm.max_value<std::int64_t>(slab.columns()))
    throw_on_all_ranks(LogicError("row slabs must have the same number of columns on every rank"));
  on_every_rank(comm, [&] {
    const std::int64_t place = first_not_finite(slab);
    if (place < 0) return;
    throw not_finite(name, place / slab.columns(), place % slab.columns());
  });
}

}  // namespace crucible
