#include "crucible/linalg/block_cyclic_matrix.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/mpi/collective.hpp"
#include "grid/redistribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace crucible {

std::int64_t CyclicAxis::local_count(int part) const noexcept {
  return part < 0 ? 0 : first_local(part, count);
}

std::int64_t CyclicAxis::first_local(int part, std::int64_t at) const noexcept {
  at = std::min(at, count);
  const std::int64_t blocks = at / block;  // whole blocks before `at`
  const std::int64_t full = blocks / parts * block;
  const std::int64_t turn = blocks % parts;
  if (part < turn) return full + block;
  return part == turn ? full + at % block : full;
}

BlockCyclicMatrix::BlockCyclicMatrix(std::shared_ptr<const ProcessGrid> grid, std::int64_t rows,
                                     std::int64_t columns, int block)
    : grid_(std::move(grid)),
      row_axis_{rows, block, grid_->shape().rows},
      column_axis_{columns, block, grid_->shape().columns} {
  require(rows > 0 && columns > 0 && block > 0, "a block-cyclic matrix needs rows, columns and a block size");
  // The place (0, 0) holds the largest part. All ranks check that part, so all throw or none does.
  const std::int64_t largest_rows = row_axis_.local_count(0);
  const std::int64_t largest_columns = column_axis_.local_count(0);
  constexpr std::int64_t limit = std::numeric_limits<int>::max();
  if (rows > limit || columns > limit || largest_rows > limit / largest_columns)
    throw_on_all_ranks(
        Error(ErrorKind::memory,
              "a matrix of " + std::to_string(rows) + " x " + std::to_string(columns) + " on a grid of " +
                  to_string(grid_->shape()) + " has " + std::to_string(largest_rows) + " x " +
                  std::to_string(largest_columns) +
                  " elements on one rank, but ScaLAPACK can address 2147483647: use more ranks"));
  local_rows_ = row_axis_.local_count(grid_->row());
  local_columns_ = column_axis_.local_count(grid_->column());
  descriptor_ = {1,
                 grid_->context(),
                 narrow<int>(rows),
                 narrow<int>(columns),
                 block,
                 block,
                 0,
                 0,
                 narrow<int>(leading_dimension())};
  values_.resize(static_cast<std::size_t>(std::max<std::int64_t>(1, local_rows_ * local_columns_)));
}

void BlockCyclicMatrix::fill(const BlockFill& fill) {
  const std::int64_t step = block();
  for (std::int64_t j = 0; j < local_columns_; j += step) {
    const std::int64_t column = global_column(j);
    const IndexRange columns{column, column + std::min(step, local_columns_ - j)};
    for (std::int64_t i = 0; i < local_rows_; i += step) {
      const std::int64_t row = global_row(i);
      const IndexRange rows{row, row + std::min(step, local_rows_ - i)};
      fill(rows, columns, values_.data() + i + j * leading_dimension(), leading_dimension());
    }
  }
}

BlockCyclicMatrix BlockCyclicMatrix::from_slab(std::shared_ptr<const ProcessGrid> grid, const RowSlab& slab,
                                               int block, bool transpose) {
  const std::int64_t rows = transpose ? slab.columns() : slab.total_rows;
  const std::int64_t columns = transpose ? slab.total_rows : slab.columns();
  BlockCyclicMatrix matrix(std::move(grid), rows, columns, block);
  deal_out(slab, transpose, matrix);
  return matrix;
}

RowSlab BlockCyclicMatrix::to_slab(IndexRange mine, std::int64_t columns) const {
  return collect(*this, mine, columns, false);
}

RowSlab BlockCyclicMatrix::to_transposed_slab(IndexRange mine, std::int64_t columns) const {
  return collect(*this, mine, columns, true);
}

MatrixD BlockCyclicMatrix::gather_to_root() const {
  const bool root = grid_->comm().is_root();
  const RowSlab slab = to_slab(root ? IndexRange{0, rows()} : IndexRange{rows(), rows()}, columns());
  if (!root) return {};
  return slab.values;
}

double BlockCyclicMatrix::frobenius_norm() const {
  double largest = 0;
  for (const double value : values_) largest = std::max(largest, std::abs(value));
  largest = grid_->comm().max_value(largest);
  if (largest == 0) return 0;
  double sum = 0;
  for (const double value : values_) sum += (value / largest) * (value / largest);
  return largest * std::sqrt(grid_->comm().sum_value(sum));
}

void BlockCyclicMatrix::check_finite(const std::string& name) const {
  const auto finite = [](double value) { return std::isfinite(value); };
  const bool bad = !std::all_of(values_.begin(), values_.end(), finite);
  if (grid_->comm().any(bad)) throw_on_all_ranks(NumericalError(name + " contains NaN or infinite elements"));
}

}  // namespace crucible
