#pragma once

#include "crucible/linalg/streamed_svd.hpp"
#include "dense/dense_kernels.hpp"

#include <functional>

namespace crucible {

/// Passes over the rows of a RowReader, block by block, through one buffer.
class RowStream {
 public:
  RowStream(const Communicator& comm, const RowReader& reader, std::int64_t block_rows)
      : comm_(comm), reader_(reader), block_rows_(block_rows) {}

  const RowReader& reader() const noexcept { return reader_; }
  std::int64_t passes() const noexcept { return passes_; }

  /// Collective. Calls work(rows, block) for each block of this rank's rows, in order. `work` may change the
  /// block, and must not communicate. Blocks end at multiples of their size, counted from the matrix' first
  /// row, so that chunks of the file are not cut. Throws what reading or `work` throws on any rank.
  void pass(const std::function<void(IndexRange rows, RowBlock block)>& work);

  /// Local. Throws InputError, which names the element, if the block has NaN or infinite elements.
  void check_finite(IndexRange rows, const ConstRowBlock& block) const;

 private:
  const Communicator& comm_;
  const RowReader& reader_;
  std::int64_t block_rows_;
  std::int64_t passes_ = 0;
};

}  // namespace crucible
