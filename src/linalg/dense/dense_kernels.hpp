#pragma once

#include "crucible/core/matrix.hpp"
#include "crucible/linalg/row_slab.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

// Dense kernels on OpenBLAS and LAPACK. All are local.

using RowBlock = Eigen::Ref<RowMatrixD, 0, Eigen::OuterStride<>>;
using ConstRowBlock = Eigen::Ref<const RowMatrixD, 0, Eigen::OuterStride<>>;

/// c := alpha a b + beta c.
void multiply(double alpha, const ConstRowBlock& a, const ConstRowBlock& b, double beta, RowBlock c);
/// c := alpha a^T b + beta c.
void multiply_transposed(double alpha, const ConstRowBlock& a, const ConstRowBlock& b, double beta,
                         RowBlock c);
/// c := alpha a b^T + beta c.
void multiply_by_transposed(double alpha, const ConstRowBlock& a, const ConstRowBlock& b, double beta,
                            RowBlock c);

/// The largest order that LAPACK's divide and conquer takes with vectors: its index arithmetic is 32-bit, and
/// its workspace is more than 3 n^2.
inline constexpr std::int64_t largest_divided = 26000;

/// A = U diag(values) V^T.
struct LocalSvd {
  std::vector<double> values;  ///< descending
  MatrixD u;                   ///< (m x k); empty without vectors
  MatrixD vt;                  ///< (k x n); empty without vectors
};
/// LAPACK's dgesdd. Throws NumericalError if it does not converge.
LocalSvd local_svd(MatrixD a, bool vectors);
/// LAPACK's dbdsdc on the upper bidiagonal matrix of `diagonal` and `off_diagonal`.
LocalSvd local_bidiagonal_svd(std::vector<double> diagonal, std::vector<double> off_diagonal, bool vectors);

/// A = Q R with min(m, n) columns of Q, by LAPACK's dgeqrf and dorgqr.
struct LocalQr {
  RowMatrixD q;
  RowMatrixD r;
};
LocalQr local_qr(const RowMatrixD& a);

/// A = Q R as LAPACK's dgeqrt leaves it: R in the upper triangle, Q as blocks of reflectors.
struct Reflectors {
  MatrixD a;  ///< (m x n), m >= n
  MatrixD t;  ///< (block x n) the reflectors' triangular factors
};
Reflectors reflect(MatrixD a);
/// The triangle R, (n x n), with zeros below.
MatrixD triangle_of(const Reflectors& q);
/// Q x with x on top of zeros: (m x k) for x (n x k).
MatrixD apply_reflectors(const Reflectors& q, const MatrixD& x);

/// `a` times `scale` in the other order of its elements, tile by tile: a whole row would miss the cache at
/// each step.
MatrixD to_column_major(const RowMatrixD& a, double scale);
RowMatrixD to_row_major(const MatrixD& a);

/// QR of one upper triangle on top of another, by dtpqrt, which leaves out their zeros.
struct JoinedTriangles {
  MatrixD v;  ///< (n x n) reflectors
  MatrixD t;  ///< (block x n) their triangular factors
};
/// `top` becomes R. @pre both are (n x n)
JoinedTriangles join_triangles(MatrixD& top, MatrixD bottom);
/// (top; 0) becomes Q (top; 0), whose lower half is returned. Both are (n x k).
MatrixD apply_joined(const JoinedTriangles& q, MatrixD& top);

/// Eigenvalues, descending, and eigenvectors (columns) of a symmetric matrix, by LAPACK's dsyevd.
struct LocalEigen {
  std::vector<double> values;
  MatrixD vectors;
};
LocalEigen local_eigen(MatrixD a);

}  // namespace crucible
