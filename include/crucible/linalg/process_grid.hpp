#pragma once

#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace crucible {

/// Rows and columns of a grid of ranks.
struct GridShape {
  int rows = 1;
  int columns = 1;

  int size() const noexcept { return rows * columns; }
  friend bool operator==(const GridShape&, const GridShape&) = default;
};

/// The most square grid of exactly `ranks` ranks. It has at least as many rows as columns, because the SVD
/// works on tall matrices.
GridShape square_grid(int ranks) noexcept;

/// A grid of one row, so that columns are whole, for up to 16 ranks with a block of columns each, of
/// `column_blocks`; the most square one otherwise. Reductions by Householder reflectors then need one message
/// for a column (src/linalg/columns), but part of their work is the same on every rank, and its share grows
/// with the ranks.
GridShape row_grid(int ranks, std::int64_t column_blocks) noexcept;

/// `wanted`, but with no more grid rows than the (rows x columns) matrix has block rows, and no more grid
/// columns than it has block columns. Then every rank of the grid owns a block. Several ScaLAPACK routines
/// hang or report failure if one does not.
GridShape fitting_grid(GridShape wanted, std::int64_t rows, std::int64_t columns, int block) noexcept;

/// "2x3" -> {2, 3}. Throws UsageError, which names `text`, if it is not of this form.
GridShape parse_grid(std::string_view text);
std::string to_string(GridShape shape);

/// Ranks 0 ... rows * columns - 1 of a communicator as a BLACS grid, row by row. Later ranks are outside the
/// grid and idle.
///
/// The communicator must outlive the grid. A collective function of a distributed matrix must be called on
/// all ranks of the communicator, those outside the grid included. The destructor is collective too, unless
/// an exception unwinds.
class ProcessGrid {
 public:
  /// Collective. Throws UsageError if the shape needs more ranks than there are.
  ProcessGrid(const Communicator& comm, GridShape shape);
  ~ProcessGrid();
  ProcessGrid(const ProcessGrid&) = delete;
  ProcessGrid& operator=(const ProcessGrid&) = delete;

  const Communicator& comm() const noexcept { return comm_; }
  GridShape shape() const noexcept { return shape_; }
  /// False on ranks outside the grid.
  bool member() const noexcept { return context_ >= 0; }
  /// BLACS context; -1 outside the grid.
  int context() const noexcept { return context_; }
  /// Row and column of this rank's place; -1 outside the grid.
  int row() const noexcept { return row_; }
  int column() const noexcept { return column_; }
  /// The rank at a place.
  int rank_of(int row, int column) const noexcept { return row * shape_.columns + column; }

 private:
  const Communicator& comm_;
  GridShape shape_;
  int handle_ = -1;
  int context_ = -1;
  int row_ = -1;
  int column_ = -1;
};

}  // namespace crucible
