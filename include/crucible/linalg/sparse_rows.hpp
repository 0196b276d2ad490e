#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/linalg/row_slab.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// This rank's rows of a sparse (total_rows x columns) matrix in CSR form, as views. Row rows.begin + i owns
/// the entries [offsets[i], offsets[i + 1]). The ranks' ranges follow each other in rank order and cover all
/// rows.
struct SparseRows {
  std::int64_t total_rows = 0;
  std::int64_t columns = 0;
  IndexRange rows;
  std::span<const std::int64_t> offsets;  ///< rows.size() + 1, from 0
  std::span<const std::int32_t> column;   ///< in [0, columns)
  std::span<const float> value;
  std::span<const double> precise{};  ///< the values of a matrix of double precision; `value` is then empty

  std::size_t entries() const noexcept { return column.size(); }
  /// Calls `work` with `value` or `precise`, whichever holds the values.
  template <typename Work>
  auto with_values(Work&& work) const {
    return precise.empty() ? work(value) : work(precise);
  }
};

/// A sum of t outer products, left * right^T, that is added to a sparse matrix but never multiplied out. It
/// holds the values of unrated entries, or the column means that PCA subtracts.
struct LowRankTerms {
  RowMatrixD left;   ///< (this rank's rows x t)
  RowMatrixD right;  ///< (columns x t), the same on every rank

  std::int64_t count() const noexcept { return right.cols(); }
};

}  // namespace crucible
