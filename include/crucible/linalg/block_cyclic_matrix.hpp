#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/core/matrix.hpp"
#include "crucible/linalg/process_grid.hpp"
#include "crucible/linalg/row_slab.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace crucible {

/// One dimension of a block-cyclic layout: `count` indices in blocks of `block`, dealt to `parts` owners in
/// turn.
struct CyclicAxis {
  std::int64_t count = 0;
  int block = 1;
  int parts = 1;

  /// Number of indices that `part` owns (ScaLAPACK's numroc, in 64 bits); 0 for part -1.
  std::int64_t local_count(int part) const noexcept;
  int owner(std::int64_t global) const noexcept { return static_cast<int>(global / block % parts); }
  /// The local index of `global` in the part of its owner.
  std::int64_t local(std::int64_t global) const noexcept {
    return global / block / parts * block + global % block;
  }
  std::int64_t global(int part, std::int64_t local) const noexcept {
    return (local / block * parts + part) * block + local % block;
  }
  /// The first local index of `part` whose global index is at least `global`, or local_count(part) if there
  /// is none.
  std::int64_t first_local(int part, std::int64_t global) const noexcept;
};

/// A dense (rows x columns) matrix of doubles in ScaLAPACK's two-dimensional block-cyclic layout. The first
/// block is on place (0, 0) of the grid. Blocks are square, because pdgesvd silently returns zeros for
/// others.
///
/// A matrix shares its grid. It is move-only, because matrices are large: copy() makes a copy explicitly.
class BlockCyclicMatrix {
 public:
  /// Collective. A matrix of zeros. Throws Error (memory) if a local part would have 2^31 elements or more,
  /// which ScaLAPACK's 32-bit indices cannot address: use more ranks. Throws LogicError unless all sizes are
  /// positive.
  BlockCyclicMatrix(std::shared_ptr<const ProcessGrid> grid, std::int64_t rows, std::int64_t columns,
                    int block = 64);
  BlockCyclicMatrix(BlockCyclicMatrix&&) = default;
  BlockCyclicMatrix& operator=(BlockCyclicMatrix&&) = default;

  BlockCyclicMatrix copy() const { return BlockCyclicMatrix(*this); }

  const ProcessGrid& grid() const noexcept { return *grid_; }
  const std::shared_ptr<const ProcessGrid>& shared_grid() const noexcept { return grid_; }
  std::int64_t rows() const noexcept { return row_axis_.count; }
  std::int64_t columns() const noexcept { return column_axis_.count; }
  int block() const noexcept { return row_axis_.block; }
  const CyclicAxis& row_axis() const noexcept { return row_axis_; }
  const CyclicAxis& column_axis() const noexcept { return column_axis_; }

  /// Rows and columns of this rank's part; 0 outside the grid.
  std::int64_t local_rows() const noexcept { return local_rows_; }
  std::int64_t local_columns() const noexcept { return local_columns_; }
  std::int64_t leading_dimension() const noexcept { return local_rows_ > 0 ? local_rows_ : 1; }
  /// This rank's part, column-major; never null.
  double* data() noexcept { return values_.data(); }
  const double* data() const noexcept { return values_.data(); }
  /// ScaLAPACK's array descriptor; its context is -1 outside the grid.
  const std::array<int, 9>& descriptor() const noexcept { return descriptor_; }

  std::int64_t global_row(std::int64_t local) const noexcept { return row_axis_.global(grid_->row(), local); }
  std::int64_t global_column(std::int64_t local) const noexcept {
    return column_axis_.global(grid_->column(), local);
  }

  /// Local. Calls `fill(rows, columns, out, ld)` for each block of this rank. It must write element (i, j) of
  /// the block, counted from its first row and column, to out[i + j * ld].
  using BlockFill = std::function<void(IndexRange rows, IndexRange columns, double* out, std::int64_t ld)>;
  void fill(const BlockFill& fill);

  /// Collective. Redistributes `slab`, or its transpose, to `grid`. No rank ever holds the whole matrix.
  static BlockCyclicMatrix from_slab(std::shared_ptr<const ProcessGrid> grid, const RowSlab& slab, int block,
                                     bool transpose = false);
  /// Collective. The first `columns` columns as row slabs, (rows() x columns). This rank gets the rows
  /// `mine`.
  RowSlab to_slab(IndexRange mine, std::int64_t columns) const;
  /// Collective. The transpose of the first `columns` columns as row slabs, (columns x rows()). This rank
  /// gets the rows `mine` of it.
  RowSlab to_transposed_slab(IndexRange mine, std::int64_t columns) const;
  /// Collective. The whole matrix on rank 0, an empty one on the others. For small matrices.
  MatrixD gather_to_root() const;

  /// Collective. The square root of the sum of the squares of all elements. Elements are scaled by the
  /// largest one, so that no square overflows.
  double frobenius_norm() const;
  /// Collective. Throws NumericalError, which names `name`, if any element is NaN or infinite.
  void check_finite(const std::string& name) const;

 private:
  BlockCyclicMatrix(const BlockCyclicMatrix&) = default;

  std::shared_ptr<const ProcessGrid> grid_;
  CyclicAxis row_axis_;
  CyclicAxis column_axis_;
  std::int64_t local_rows_ = 0;
  std::int64_t local_columns_ = 0;
  std::array<int, 9> descriptor_{};
  std::vector<double> values_;
};

}  // namespace crucible
