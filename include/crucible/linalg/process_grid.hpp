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

/// The most square grid of exactly `ranks` ranks, at least as many rows as columns (matrices are worked
/// tall).
GridShape square_grid(int ranks) noexcept;

/// `wanted` cut down to at most one grid row a block row and one grid column a block column of a (rows x
/// columns) matrix, so that no rank of the grid owns nothing: several ScaLAPACK routines hang or report
/// failure then.
GridShape fitting_grid(GridShape wanted, std::int64_t rows, std::int64_t columns, int block) noexcept;

/// "2x3" -> {2, 3}. Throws UsageError naming `text` where it is no such thing.
GridShape parse_grid(std::string_view text);
std::string to_string(GridShape shape);

/// Ranks 0 ... rows * columns - 1 of a communicator as a BLACS grid, row by row; later ranks are outside and
/// idle.
///
/// The communicator must outlive the grid. Everything that is distributed over a grid is collective over the
/// whole communicator, ranks outside the grid included.
class ProcessGrid {
 public:
  /// Collective. Throws UsageError where the shape needs more ranks than there are.
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
  /// This rank's place; {-1, -1} outside the grid.
  int row() const noexcept { return row_; }
  int column() const noexcept { return column_; }
  /// The rank of a place.
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
