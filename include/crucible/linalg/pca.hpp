#pragma once

#include "crucible/linalg/svd.hpp"
#include "crucible/linalg/truncated_svd.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// Principal components of a (rows x columns) matrix whose rows are the observations.
struct PcaResult {
  std::vector<double> means;       ///< one per column; zeros without centring
  std::vector<double> deviations;  ///< k standard deviations along the axes: singular value / sqrt(rows - 1)
  std::vector<double>
      variance_share;  ///< k explained variance ratios: shares of the variance of the whole (centred) matrix
  SvdResult svd;       ///< of the centred matrix: v are the principal axes

  /// Local. This rank's rows of the scores U S = (A - means) V, (rows x k).
  RowSlab scores() const;
};

/// Collective. Centres the columns (unless `center` is false) and decomposes the result. Throws what svd()
/// throws, and UsageError for a matrix with fewer than two rows.
PcaResult pca(const Communicator& comm, RowSlab a, bool center, const SvdOptions& options = {});

/// Collective. The first `rank` principal axes of a dense matrix by truncated_svd(). Throws what that throws,
/// and UsageError for a matrix with fewer than two rows.
PcaResult pca(const Communicator& comm, RowSlab a, bool center, std::int64_t rank,
              const KrylovOptions& options);

/// Collective. The first `rank` principal axes of sparse + terms, centred without ever making the matrix
/// dense. Throws what truncated_svd() throws, and UsageError for a matrix with fewer than two rows.
PcaResult pca(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms, bool center,
              std::int64_t rank, const KrylovOptions& options = {});

}  // namespace crucible
