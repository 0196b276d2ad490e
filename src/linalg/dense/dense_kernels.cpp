#include "dense/dense_kernels.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "grid/scalapack.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace crucible {

namespace {

/// Row-major c := alpha op(a) op(b) + beta c. Column-major BLAS sees it as c^T := op(b)^T op(a)^T.
void gemm(bool transpose_a, bool transpose_b, double alpha, const ConstRowBlock& a, const ConstRowBlock& b,
          double beta, RowBlock& c) {
  const int m = narrow<int>(c.cols());
  const int n = narrow<int>(c.rows());
  const int k = narrow<int>(transpose_a ? a.rows() : a.cols());
  const auto stride = [](const auto& x) { return narrow<int>(std::max<std::int64_t>(1, x.outerStride())); };
  const int lda = stride(a);
  const int ldb = stride(b);
  const int ldc = stride(c);
  if (m == 0 || n == 0) return;
  if (k == 0) {
    c *= beta;
    return;
  }
  dgemm_(transpose_b ? "T" : "N", transpose_a ? "T" : "N", &m, &n, &k, &alpha, b.data(), &ldb, a.data(), &lda,
         &beta, c.data(), &ldc);
}

/// Reflectors that are applied together.
constexpr int reflector_block = 64;

/// Calls `work(row, column, rows, columns)` for tiles that fit into the nearest cache.
template <typename Work>
void each_tile(std::int64_t rows, std::int64_t columns, Work&& work) {
  constexpr std::int64_t side = 32;
  for (std::int64_t i = 0; i < rows; i += side)
    for (std::int64_t j = 0; j < columns; j += side)
      work(i, j, std::min(side, rows - i), std::min(side, columns - j));
}

void check_local_info(const char* routine, int info) {
  if (info != 0)
    throw NumericalError(std::string("LAPACK's ") + routine + " failed with INFO = " + std::to_string(info) +
                         (info > 0 ? " (no convergence)" : " (an argument it does not accept)"));
}

void check_size(const char* routine, std::int64_t n) {
  if (n > largest_divided)
    throw Error(ErrorKind::memory, std::string("LAPACK's ") + routine + " can take a matrix of order " +
                                       std::to_string(largest_divided) + ", not " + std::to_string(n) +
                                       ": its workspace exceeds 2^31 elements; use polar, or "
                                       "krylov with a small rank");
}

}  // namespace

void multiply(double alpha, const ConstRowBlock& a, const ConstRowBlock& b, double beta, RowBlock c) {
  require(a.cols() == b.rows() && c.rows() == a.rows() && c.cols() == b.cols(), "multiply: sizes differ");
  gemm(false, false, alpha, a, b, beta, c);
}

void multiply_transposed(double alpha, const ConstRowBlock& a, const ConstRowBlock& b, double beta,
                         RowBlock c) {
  require(a.rows() == b.rows() && c.rows() == a.cols() && c.cols() == b.cols(),
          "multiply_transposed: sizes differ");
  gemm(true, false, alpha, a, b, beta, c);
}

void multiply_by_transposed(double alpha, const ConstRowBlock& a, const ConstRowBlock& b, double beta,
                            RowBlock c) {
  require(a.cols() == b.cols() && c.rows() == a.rows() && c.cols() == b.rows(),
          "multiply_by_transposed: sizes differ");
  gemm(false, true, alpha, a, b, beta, c);
}

LocalSvd local_svd(MatrixD a, bool vectors) {
  const int m = narrow<int>(a.rows());
  const int n = narrow<int>(a.cols());
  const int k = std::min(m, n);
  if (vectors) check_size("dgesdd", k);
  LocalSvd result;
  result.values.resize(static_cast<std::size_t>(k));
  if (vectors) {
    result.u.resize(m, k);
    result.vt.resize(k, n);
  }
  const char* job = vectors ? "S" : "N";
  const int ldu = std::max(1, m);
  const int ldvt = std::max(1, k);
  std::vector<int> iwork(8 * static_cast<std::size_t>(k));
  int info = 0;
  const auto call = [&](double* work, int length) {
    dgesdd_(job, &m, &n, a.data(), &ldu, result.values.data(), result.u.data(), &ldu, result.vt.data(), &ldvt,
            work, &length, iwork.data(), &info);
    check_local_info("dgesdd", info);
  };
  double asked = 0;
  call(&asked, -1);
  std::vector<double> work(static_cast<std::size_t>(asked) + 1);
  call(work.data(), narrow<int>(work.size()));
  return result;
}

LocalSvd local_bidiagonal_svd(std::vector<double> diagonal, std::vector<double> off_diagonal, bool vectors) {
  const int n = narrow<int>(diagonal.size());
  if (vectors) check_size("dbdsdc", n);
  LocalSvd result;
  if (vectors) {
    result.u.resize(n, n);
    result.vt.resize(n, n);
  }
  const auto order = static_cast<std::size_t>(n);
  std::vector<double> work(vectors ? 3 * order * order + 4 * order : 4 * order);
  std::vector<int> iwork(8 * order);
  off_diagonal.resize(order);
  double unused = 0;
  int unused_integer = 0;
  int info = 0;
  dbdsdc_("U", vectors ? "I" : "N", &n, diagonal.data(), off_diagonal.data(), result.u.data(), &n,
          result.vt.data(), &n, &unused, &unused_integer, work.data(), iwork.data(), &info);
  check_local_info("dbdsdc", info);
  result.values = std::move(diagonal);
  return result;
}

LocalQr local_qr(const RowMatrixD& a) {
  const int m = narrow<int>(a.rows());
  const int n = narrow<int>(a.cols());
  const int k = std::min(m, n);
  if (k == 0) return {RowMatrixD(m, 0), RowMatrixD(0, n)};
  MatrixD q = a;
  std::vector<double> tau(static_cast<std::size_t>(k));
  std::vector<double> work(64 * static_cast<std::size_t>(n));
  const int length = narrow<int>(work.size());
  int info = 0;
  dgeqrf_(&m, &n, q.data(), &m, tau.data(), work.data(), &length, &info);
  check_local_info("dgeqrf", info);
  LocalQr result;
  result.r = q.topRows(k).triangularView<Eigen::Upper>();
  dorgqr_(&m, &k, &k, q.data(), &m, tau.data(), work.data(), &length, &info);
  check_local_info("dorgqr", info);
  result.q = q.leftCols(k);
  return result;
}

Reflectors reflect(MatrixD a) {
  const int m = narrow<int>(a.rows());
  const int n = narrow<int>(a.cols());
  require(m >= n && n > 0, "reflect: a matrix of at least as many rows as columns");
  const int block = std::min(n, reflector_block);
  Reflectors q{std::move(a), MatrixD(block, n)};
  std::vector<double> work(static_cast<std::size_t>(block) * static_cast<std::size_t>(n));
  int info = 0;
  dgeqrt_(&m, &n, &block, q.a.data(), &m, q.t.data(), &block, work.data(), &info);
  check_local_info("dgeqrt", info);
  return q;
}

MatrixD triangle_of(const Reflectors& q) { return q.a.topRows(q.a.cols()).triangularView<Eigen::Upper>(); }

MatrixD apply_reflectors(const Reflectors& q, const MatrixD& x) {
  const int m = narrow<int>(q.a.rows());
  const int n = narrow<int>(q.a.cols());
  const int k = narrow<int>(x.cols());
  const int block = narrow<int>(q.t.rows());
  MatrixD product = MatrixD::Zero(m, k);
  if (k == 0) return product;
  product.topRows(n) = x;
  std::vector<double> work(static_cast<std::size_t>(block) * static_cast<std::size_t>(k));
  int info = 0;
  dgemqrt_("L", "N", &m, &k, &n, &block, q.a.data(), &m, q.t.data(), &block, product.data(), &m, work.data(),
           &info);
  check_local_info("dgemqrt", info);
  return product;
}

MatrixD to_column_major(const RowMatrixD& a, double scale) {
  MatrixD turned(a.rows(), a.cols());
  each_tile(a.rows(), a.cols(), [&](auto i, auto j, auto rows, auto columns) {
    turned.block(i, j, rows, columns) = scale * a.block(i, j, rows, columns);
  });
  return turned;
}

RowMatrixD to_row_major(const MatrixD& a) {
  RowMatrixD turned(a.rows(), a.cols());
  each_tile(a.rows(), a.cols(), [&](auto i, auto j, auto rows, auto columns) {
    turned.block(i, j, rows, columns) = a.block(i, j, rows, columns);
  });
  return turned;
}

JoinedTriangles join_triangles(MatrixD& top, MatrixD bottom) {
  require(top.rows() == top.cols() && bottom.rows() == top.rows() && bottom.cols() == top.cols(),
          "join_triangles: two triangles of one size");
  const int n = narrow<int>(top.rows());
  const int block = std::min(n, reflector_block);
  JoinedTriangles q{std::move(bottom), MatrixD(block, n)};
  std::vector<double> work(static_cast<std::size_t>(block) * static_cast<std::size_t>(n));
  int info = 0;
  dtpqrt_(&n, &n, &n, &block, top.data(), &n, q.v.data(), &n, q.t.data(), &block, work.data(), &info);
  check_local_info("dtpqrt", info);
  return q;
}

MatrixD apply_joined(const JoinedTriangles& q, MatrixD& top) {
  const int n = narrow<int>(q.v.rows());
  const int k = narrow<int>(top.cols());
  const int block = narrow<int>(q.t.rows());
  MatrixD bottom = MatrixD::Zero(n, k);
  if (k == 0) return bottom;
  std::vector<double> work(static_cast<std::size_t>(block) * static_cast<std::size_t>(k));
  int info = 0;
  dtpmqrt_("L", "N", &n, &k, &n, &n, &block, q.v.data(), &n, q.t.data(), &block, top.data(), &n,
           bottom.data(), &n, work.data(), &info);
  check_local_info("dtpmqrt", info);
  return bottom;
}

LocalEigen local_eigen(MatrixD a) {
  const int n = narrow<int>(a.rows());
  check_size("dsyevd", n);
  LocalEigen result{std::vector<double>(static_cast<std::size_t>(n)), {}};
  double asked = 0;
  int asked_integers = 0;
  int info = 0;
  int query = -1;
  dsyevd_("V", "U", &n, a.data(), &n, result.values.data(), &asked, &query, &asked_integers, &query, &info);
  check_local_info("dsyevd", info);
  std::vector<double> work(static_cast<std::size_t>(asked) + 1);
  std::vector<int> iwork(static_cast<std::size_t>(asked_integers));
  const int length = narrow<int>(work.size());
  dsyevd_("V", "U", &n, a.data(), &n, result.values.data(), work.data(), &length, iwork.data(),
          &asked_integers, &info);
  check_local_info("dsyevd", info);
  std::reverse(result.values.begin(), result.values.end());
  result.vectors = a.rowwise().reverse();
  return result;
}

}  // namespace crucible
