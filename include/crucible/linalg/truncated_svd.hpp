#pragma once

#include "crucible/linalg/sparse_rows.hpp"
#include "crucible/linalg/svd.hpp"

#include <cstdint>
#include <functional>

namespace crucible {

struct KrylovOptions {
  std::int64_t block = 0;  ///< vectors added at a time; 0: 16, for up to 30 triplets of a sparse matrix 4
  std::int64_t largest_basis =
      0;  ///< vectors held before a restart; 0: max(5 rank, rank + 8 block), at most `columns`
  double tolerance = 1e-3;  ///< stop when |A^T u - s v| <= tolerance * s for every wanted triplet
  std::int64_t most_restarts = 20;
  std::uint64_t seed = 1;  ///< of the starting vectors; results of any two seeds agree to the tolerance
  bool check = true;
  std::function<void(std::int64_t basis, double worst)> progress;  ///< called on every rank; may be empty
};

/// Collective. The `rank` largest singular triplets of sparse + terms.left * terms.right^T. The matrix is
/// never made dense.
///
/// The method is block Krylov (block Lanczos on A^T A with full reorthogonalisation and thick restarts),
/// after Tropp and Webber, arXiv 2306.12418. It stops by residuals. The relative error of a singular value is
/// then at most tolerance / 2, and in practice about tolerance^2. The result has fewer triplets if the matrix
/// has fewer singular values above 1e-7 of the largest. Each rank has the rows of `sparse` of U and an even
/// part of V. U and V are as orthogonal as those of the dense routes. Memory per rank, doubles, on P ranks: 2
/// block (rows / P + columns) + columns basis / P + rank (rows + columns) / P.
///
/// Throws UsageError unless `rank` is in 1..min(rows, columns), NumericalError for NaN or Inf in the input or
/// if the residuals do not fall below the tolerance, and LogicError if sizes or indices of the input do not
/// fit.
SvdResult truncated_svd(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms,
                        std::int64_t rank, const KrylovOptions& options = {});
/// Collective. The same for a dense matrix. Throws InputError, not NumericalError, for NaN or Inf in the
/// input.
SvdResult truncated_svd(const Communicator& comm, const RowSlab& dense, std::int64_t rank,
                        const KrylovOptions& options = {});

/// Local. This rank's rows of the product (sparse + terms) * right, (rows.size() x b). Every rank holds all
/// of `right`, (columns x b).
RowMatrixD multiply_rows(const SparseRows& sparse, const LowRankTerms& terms, const RowMatrixD& right);

}  // namespace crucible
