#include "truncated/row_stream.hpp"

#include "crucible/mpi/collective.hpp"
#include "grid/refusals.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crucible {

void RowStream::pass(const std::function<void(IndexRange rows, RowBlock block)>& work) {
  on_every_rank(comm_, [&] {
    RowMatrixD buffer(std::min(block_rows_, reader_.rows.size()), reader_.columns);
    for (std::int64_t at = reader_.rows.begin; at < reader_.rows.end;) {
      const IndexRange rows{at, std::min(reader_.rows.end, (at / block_rows_ + 1) * block_rows_)};
      reader_.read(rows, {buffer.data(), static_cast<std::size_t>(rows.size() * reader_.columns)});
      work(rows, buffer.topRows(rows.size()));
      at = rows.end;
    }
  });
  ++passes_;
}

void RowStream::check_finite(IndexRange rows, const ConstRowBlock& block) const {
  if (block.allFinite()) return;
  for (std::int64_t i = 0; i < block.rows(); ++i)
    for (std::int64_t j = 0; j < block.cols(); ++j) {
      if (std::isfinite(block(i, j))) continue;
      std::int64_t row = rows.begin + i;
      std::int64_t column = j;
      if (reader_.transposed) std::swap(row, column);
      throw not_finite(reader_.name, row, column);
    }
}

}  // namespace crucible
