#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"
#include "dense/dense_kernels.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace crucible {

/// The decomposition of a tall matrix on a grid.
struct TallSvd {
  std::vector<double> values;          ///< descending, the same on every rank
  std::optional<BlockCyclicMatrix> u;  ///< (rows x k or more columns)
  std::optional<BlockCyclicMatrix> v;  ///< (columns x k or more columns)
  int threads_alone = 1;               ///< of BLAS where one rank worked alone
};

/// The decomposition of a tall matrix whose rows stay on their ranks.
struct RowsSvd {
  std::vector<double> values;  ///< descending, the same on every rank
  RowMatrixD u;                ///< this rank's rows, (rows x k); empty without vectors
  MatrixD v;                   ///< (columns x k), on every rank; empty without vectors
  int threads_alone = 1;       ///< as in TallSvd
};

/// What a caller wants of a route.
struct Wanted {
  std::int64_t k = 0;  ///< columns of U and V
  bool vectors = true;
};

/// What rank 0 found by itself.
struct LonelySvd {
  LocalSvd svd;     ///< empty on other ranks
  int threads = 1;  ///< of BLAS, the same on every rank
};

/// Collective. Runs `decompose` on rank 0, where BLAS has the cores of all ranks of its host meanwhile.
LonelySvd decompose_alone(const Communicator& comm, const std::function<LocalSvd()>& decompose);

/// Collective. Runs a local decomposition of an (n x n) problem on rank 0, where BLAS has the cores of all
/// ranks of its host meanwhile, and deals its vectors out to the grid of `like`.
TallSvd on_one_rank(const BlockCyclicMatrix& like, std::int64_t n, Wanted wanted,
                    const std::function<LocalSvd()>& decompose);

/// Local. `top` with rows of zeros below it, (rows x top.columns()).
BlockCyclicMatrix padded(const BlockCyclicMatrix& top, std::int64_t rows);

/// Collective. Decomposes the triangle R of `a` = Q R by `decompose`, and multiplies its left vectors by Q.
/// @pre rows >= columns, finite
TallSvd after_qr(BlockCyclicMatrix a, const std::function<TallSvd(BlockCyclicMatrix r)>& decompose);

/// Collective. Bidiagonal form, divide and conquer on one rank, and back. @pre rows >= columns, finite
TallSvd divide_and_conquer(BlockCyclicMatrix a, Wanted wanted);

}  // namespace crucible
