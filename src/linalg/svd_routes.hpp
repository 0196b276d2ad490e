#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace crucible {

/// The decomposition of a tall matrix on a grid.
struct TallSvd {
  std::vector<double> values;          ///< descending, the same on every rank
  std::optional<BlockCyclicMatrix> u;  ///< (rows x k or more columns)
  std::optional<BlockCyclicMatrix> v;  ///< (columns x k or more columns)
};

/// What a route is asked for.
struct Wanted {
  std::int64_t k = 0;  ///< columns of U and V
  bool vectors = true;
};

// The routes. Each consumes a finite matrix with rows >= columns and is collective.
TallSvd svd_by_pdgesvd(BlockCyclicMatrix a, Wanted wanted);
TallSvd svd_by_dc(BlockCyclicMatrix a, Wanted wanted);
/// R of at most `gather_limit` columns is decomposed on one rank.
TallSvd svd_by_qr_dc(BlockCyclicMatrix a, Wanted wanted, std::int64_t gather_limit);
/// Leaves out singular values below 1e-6 of the largest: the eigenvalues of A^T A do not know them.
TallSvd svd_by_gram(BlockCyclicMatrix a, Wanted wanted);

}  // namespace crucible
