#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <span>

#include <Eigen/Core>

namespace crucible {

/// Row-major, double precision: the order of rows in a file or a picture.
using RowMatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A dense (total_rows x columns) matrix cut into contiguous ranges of rows, one per rank. The ranges follow
/// each other in rank order and cover all rows. A range may be empty.
struct RowSlab {
  std::int64_t total_rows = 0;
  IndexRange rows;  ///< this rank's rows
  RowMatrixD
      values;  ///< (rows.size() x columns); every rank has the same number of columns, even if it has no rows

  std::int64_t columns() const noexcept { return values.cols(); }
};

/// Local. A slab of zeros with the rows even_part(total_rows, ranks, rank).
RowSlab even_slab(std::int64_t total_rows, std::int64_t columns, int ranks, int rank);

/// Collective. The whole (total_rows x columns) matrix on every rank. For small matrices.
RowMatrixD gather_rows(const Communicator& comm, const RowSlab& slab);

/// Collective. The columns `columns` of the whole matrix, (total_rows x columns.size()), on every rank.
RowMatrixD gather_columns(const Communicator& comm, const RowSlab& slab, IndexRange columns);

/// Collective. Throws LogicError if the ranks' slabs do not fit together. Throws InputError, which names row,
/// column and `name`, if an element is NaN or infinite.
void check_slab(const Communicator& comm, const RowSlab& slab, const std::string& name);

}  // namespace crucible
