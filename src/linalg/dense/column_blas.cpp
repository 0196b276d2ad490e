#include "dense/column_blas.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "grid/scalapack.hpp"

#include <algorithm>

namespace crucible {

namespace {

int stride_of(const ConstColumnBlock& a) {
  return narrow<int>(std::max<std::int64_t>({1, a.rows(), a.outerStride()}));
}

}  // namespace

void gemm(double alpha, Op op_a, const ConstColumnBlock& a, Op op_b, const ConstColumnBlock& b, double beta,
          ColumnBlock c) {
  const std::int64_t depth = op_a == Op::none ? a.cols() : a.rows();
  require((op_a == Op::none ? a.rows() : a.cols()) == c.rows() &&
              (op_b == Op::none ? b.cols() : b.rows()) == c.cols() &&
              (op_b == Op::none ? b.rows() : b.cols()) == depth,
          "gemm: sizes differ");
  const int m = narrow<int>(c.rows());
  const int n = narrow<int>(c.cols());
  const int k = narrow<int>(depth);
  if (m == 0 || n == 0) return;
  const int lda = stride_of(a);
  const int ldb = stride_of(b);
  const int ldc = stride_of(c);
  const char trans_a = static_cast<char>(op_a);
  const char trans_b = static_cast<char>(op_b);
  dgemm_(&trans_a, &trans_b, &m, &n, &k, &alpha, a.data(), &lda, b.data(), &ldb, &beta, c.data(), &ldc);
}

void multiply_by_upper(Op op, const ConstColumnBlock& t, ColumnBlock c) {
  require(t.rows() == t.cols() && t.cols() == c.rows(), "multiply_by_upper: sizes differ");
  const int m = narrow<int>(c.rows());
  const int n = narrow<int>(c.cols());
  if (m == 0 || n == 0) return;
  const int ldt = stride_of(t);
  const int ldc = stride_of(c);
  const double unit = 1;
  const char trans = static_cast<char>(op);
  dtrmm_("L", "U", &trans, "N", &m, &n, &unit, t.data(), &ldt, c.data(), &ldc);
}

void gemv(double alpha, Op op, const ConstColumnBlock& a, const ConstVectorRef& x, double beta, VectorRef y) {
  require((op == Op::none ? a.rows() : a.cols()) == y.size() &&
              (op == Op::none ? a.cols() : a.rows()) == x.size(),
          "gemv: sizes differ");
  // BLAS returns at once if either side is empty, and leaves y as it is.
  if (x.size() == 0 && beta == 0) y.setZero();
  if (x.size() == 0 && beta != 0) y *= beta;
  if (y.size() == 0 || x.size() == 0) return;
  const int m = narrow<int>(a.rows());
  const int n = narrow<int>(a.cols());
  const int lda = stride_of(a);
  const int one = 1;
  const char trans = static_cast<char>(op);
  dgemv_(&trans, &m, &n, &alpha, a.data(), &lda, x.data(), &one, &beta, y.data(), &one);
}

}  // namespace crucible
