#pragma once

#include "crucible/mpi/communicator.hpp"
#include "dense/dense_kernels.hpp"

#include <vector>

namespace crucible {

/// The QR factorisation of a matrix whose rows lie on the ranks, by TSQR (Demmel, Grigori, Hoemmen, Langou,
/// SIAM J. Sci. Comput. 34, 2012): each rank's rows by themselves, then pairs of triangles in a tree. A rank
/// sends one triangle, and one block of vectors in each product. As stable as Householder's method.
class RowQr {
 public:
  /// Collective. `rows` are those of this rank. @pre at least as many as there are columns, on every rank;
  /// finite. `comm` outlives this object.
  RowQr(const Communicator& comm, MatrixD rows);

  /// Local. R, (n x n), on rank 0. Call it once.
  MatrixD take_triangle() { return std::move(triangle_); }

  /// Collective. This rank's rows of Q x. `x` is that of rank 0, (n x k); the others give its size.
  RowMatrixD multiply(MatrixD x) const;

 private:
  /// The triangle of `child` under this rank's.
  struct Join {
    int child;
    JoinedTriangles q;
  };

  const Communicator& comm_;
  Reflectors own_;
  std::vector<Join> joins_;  ///< from the leaves up
  int parent_ = -1;          ///< -1 for rank 0
  MatrixD triangle_;
};

}  // namespace crucible
