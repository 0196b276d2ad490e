#pragma once

#include "crucible/linalg/svd.hpp"
#include "crucible/linalg/truncated_svd.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// Principal components of a (rows x columns) matrix whose rows are the observations.
struct PcaResult {
  std::vector<double> means;       ///< columns; zeros without centring
  std::vector<double> deviations;  ///< k standard deviations along the axes: singular value / sqrt(rows - 1)
  std::vector<double>
      variance_share;  ///< k explained variance ratios, of the variance of the whole (centred) matrix
  SvdResult svd;       ///< of the centred matrix: v are the principal axes

  /// This rank's rows of the scores U S = (A - means) V, (rows x k).
  RowSlab scores() const;
};

/// Collective. Centres the columns (unless `center` is false) and decomposes. Throws what svd() throws.
PcaResult pca(const Communicator& comm, RowSlab a, bool center, const SvdOptions& options = {});

/// The same of a sparse matrix plus terms, `rank` axes, centred implicitly. Collective.
PcaResult pca(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms, bool center,
              std::int64_t rank, const KrylovOptions& options = {});

}  // namespace crucible
