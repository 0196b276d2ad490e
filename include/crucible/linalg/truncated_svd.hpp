#pragma once

#include "crucible/linalg/sparse_rows.hpp"
#include "crucible/linalg/svd.hpp"

#include <cstdint>
#include <functional>

namespace crucible {

struct KrylovOptions {
  std::int64_t block = 16;  ///< vectors added at a time
  std::int64_t largest_basis =
      0;  ///< vectors held before a restart; 0: max(5 rank, rank + 8 block), at most `columns`
  double tolerance = 1e-3;  ///< stop where |A^T u - s v| <= tolerance * s for every wanted triplet
  std::int64_t most_restarts = 20;
  std::uint64_t seed = 1;  ///< of the starting vectors; results agree to the tolerance for any
  bool check = true;
  std::function<void(std::int64_t basis, double worst)> progress;  ///< called on every rank; may be empty
};

/// The `rank` largest singular triplets of the matrix sparse + terms.left * terms.right^T, never densified.
/// Collective.
///
/// Block Krylov (block Lanczos on A^T A with full reorthogonalisation and thick restarts), after Tropp and
/// Webber, arXiv 2306.12418, stopped by residuals. A singular value's relative error is then at most
/// tolerance / 2 and in practice about its square. Fewer triplets come back where the matrix has fewer
/// singular values above 1e-7 of the largest. U has the rows of `sparse` on each rank, V has even parts. The
/// orthogonality of U and V is as for the dense routes. Memory per rank, doubles: 2 block (rows / P +
/// columns) + columns basis / P + rank (rows + columns) / P.
///
/// Throws NumericalError for NaN or Inf in the input and where the residuals do not fall below the tolerance.
SvdResult truncated_svd(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms,
                        std::int64_t rank, const KrylovOptions& options = {});
/// The same of a dense matrix. Collective.
SvdResult truncated_svd(const Communicator& comm, const RowSlab& dense, std::int64_t rank,
                        const KrylovOptions& options = {});

/// (sparse + terms) * right for a (columns x b) matrix `right` that every rank has: this rank's
/// rows of the product, (rows.size() x b).
RowMatrixD multiply_rows(const SparseRows& sparse, const LowRankTerms& terms, const RowMatrixD& right);

}  // namespace crucible
