#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <span>

#include <Eigen/Core>

namespace crucible {

/// Row-major double precision: a slab of rows as it lies in a file or a picture.
using RowMatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A dense (total_rows x columns) matrix cut into contiguous ranges of rows, one a rank. The ranges follow
/// each other in rank order and cover everything; a range may be empty.
struct RowSlab {
  std::int64_t total_rows = 0;
  IndexRange rows;  ///< this rank's rows
  RowMatrixD
      values;  ///< (rows.size() x columns); the columns are the same on every rank, also where rows is empty

  std::int64_t columns() const noexcept { return values.cols(); }
};

/// A slab of zeros with even_part(total_rows, ranks, rank) of the rows.
RowSlab even_slab(std::int64_t total_rows, std::int64_t columns, int ranks, int rank);

/// Collective. The whole (total_rows x columns) matrix on every rank. For small matrices: replicates all of
/// it.
RowMatrixD gather_rows(const Communicator& comm, const RowSlab& slab);

/// Collective. The columns `columns` of the whole matrix, (total_rows x columns.size()), on every rank.
RowMatrixD gather_columns(const Communicator& comm, const RowSlab& slab, IndexRange columns);

/// Collective. Throws LogicError where the ranks' slabs do not fit together, and InputError naming row,
/// column and `name` where an element is NaN or infinite.
void check_slab(const Communicator& comm, const RowSlab& slab, const std::string& name);

}  // namespace crucible
