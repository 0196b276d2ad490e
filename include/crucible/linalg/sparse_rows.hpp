#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/linalg/row_slab.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// This rank's rows of a sparse (total_rows x columns) matrix in CSR form, as views: row rows.begin + i owns
/// the entries [offsets[i], offsets[i + 1]). Row ranges follow each other in rank order and cover everything.
struct SparseRows {
  std::int64_t total_rows = 0;
  std::int64_t columns = 0;
  IndexRange rows;
  std::span<const std::int64_t> offsets;  ///< rows.size() + 1, from 0
  std::span<const std::int32_t> column;   ///< in [0, columns)
  std::span<const float> value;
};

/// A sum of t outer products, left * right^T, added to a sparse matrix without ever being multiplied out: the
/// fill of what is not rated, or the column means that PCA takes away.
struct LowRankTerms {
  RowMatrixD left;   ///< (this rank's rows x t)
  RowMatrixD right;  ///< (columns x t), the same on every rank

  std::int64_t count() const noexcept { return right.cols(); }
};

}  // namespace crucible
