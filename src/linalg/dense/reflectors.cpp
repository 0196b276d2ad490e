#include "dense/reflectors.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "grid/scalapack.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace crucible {

namespace {

/// Reflectors that are applied together.
constexpr std::int64_t block_width = 64;

std::int64_t width_at(std::int64_t begin, std::int64_t columns) {
  return std::min(block_width, columns - begin);
}

std::int64_t last_block(std::int64_t columns) { return (columns - 1) / block_width * block_width; }

}  // namespace

BlockReflector block_reflector(MatrixD v, std::span<const double> tau) {
  const std::int64_t n = v.cols();
  require(n == static_cast<std::int64_t>(tau.size()), "block_reflector: a factor for each reflector");
  const int stride = narrow<int>(v.rows());
  std::vector<MatrixD> factors;
  for (std::int64_t begin = 0; begin < n; begin += block_width) {
    const std::int64_t width = width_at(begin, n);
    const int m = narrow<int>(v.rows() - begin);
    const int w = narrow<int>(width);
    MatrixD& t = factors.emplace_back(MatrixD::Zero(width, width));
    dlarft_("F", "C", &m, &w, &v(begin, begin), &stride, tau.data() + begin, t.data(), &w);
  }
  return joined_blocks(std::move(v), factors);
}

BlockReflector joined_blocks(MatrixD v, std::span<const MatrixD> t) {
  BlockReflector h{std::move(v), {}};
  h.t = MatrixD::Zero(h.v.cols(), h.v.cols());
  std::int64_t before = 0;
  for (const MatrixD& factor : t) {
    // (I - V T V^T)(I - W F W^T) = I - [V W] [T, -T V^T W F; 0, F] [V W]^T
    const std::int64_t width = factor.cols();
    const std::int64_t rows = h.v.rows() - before;  // W is 0 above
    MatrixD inner(before, width);
    MatrixD turned(before, width);
    gemm(1, Op::transpose, h.v.block(before, 0, rows, before), Op::none,
         h.v.block(before, before, rows, width), 0, inner);
    gemm(1, Op::none, inner, Op::none, factor, 0, turned);
    gemm(-1, Op::none, h.t.topLeftCorner(before, before), Op::none, turned, 0,
         h.t.block(0, before, before, width));
    h.t.block(before, before, width, width) = factor;
    before += width;
  }
  return h;
}

void apply(const BlockReflector& h, Op op, ColumnBlock c) {
  if (c.cols() == 0) return;
  MatrixD inner(h.v.cols(), c.cols());
  gemm(1, Op::transpose, h.v, Op::none, c, 0, inner);
  multiply_by_upper(op, h.t, inner);
  gemm(-1, Op::none, h.v, Op::none, inner, 1, c);
}

MatrixD factor_block(ColumnBlock block) {
  const int m = narrow<int>(block.rows());
  const int w = narrow<int>(block.cols());
  const int stride = narrow<int>(block.outerStride());
  MatrixD t = MatrixD::Zero(w, w);
  std::vector<double> work(static_cast<std::size_t>(w) * static_cast<std::size_t>(w));
  int info = 0;
  dgeqrt_(&m, &w, &w, block.data(), &stride, t.data(), &w, work.data(), &info);
  require(info == 0, "dgeqrt takes what it is given");
  return t;
}

MatrixD reflectors_in(const ConstColumnBlock& block) {
  MatrixD v = block;
  v.topRows(block.cols()).triangularView<Eigen::StrictlyUpper>().setZero();
  v.diagonal().setOnes();
  return v;
}

Reflectors reflect(MatrixD a) {
  const std::int64_t m = a.rows();
  const std::int64_t n = a.cols();
  require(m >= n && n > 0, "reflect: a matrix of at least as many rows as columns");
  Reflectors q{std::move(a), MatrixD::Zero(std::min(n, block_width), n)};
  for (std::int64_t begin = 0; begin < n; begin += block_width) {
    const std::int64_t width = width_at(begin, n);
    auto block = q.a.block(begin, begin, m - begin, width);
    const MatrixD t = factor_block(block);
    q.t.block(0, begin, width, width) = t;
    apply({reflectors_in(block), t}, Op::transpose,
          q.a.block(begin, begin + width, m - begin, n - begin - width));
  }
  return q;
}

MatrixD triangle_of(const Reflectors& q) { return q.a.topRows(q.a.cols()).triangularView<Eigen::Upper>(); }

namespace {

/// The reflectors of the columns begin ... end - 1, whole blocks, as one.
BlockReflector joined(const Reflectors& q, std::int64_t begin, std::int64_t end) {
  std::vector<MatrixD> factors;
  for (std::int64_t at = begin; at < end; at += block_width)
    factors.emplace_back(q.t.block(0, at, width_at(at, end), width_at(at, end)));
  return joined_blocks(reflectors_in(q.a.block(begin, begin, q.a.rows() - begin, end - begin)), factors);
}

}  // namespace

MatrixD apply_reflectors(const Reflectors& q, const MatrixD& x) {
  const std::int64_t m = q.a.rows();
  const std::int64_t n = q.a.cols();
  MatrixD product = MatrixD::Zero(m, x.cols());
  product.topRows(n) = x;
  for (std::int64_t begin = (n - 1) / reflectors_together * reflectors_together; begin >= 0;
       begin -= reflectors_together)
    apply(joined(q, begin, std::min(n, begin + reflectors_together)), Op::none,
          product.bottomRows(m - begin));
  return product;
}

JoinedTriangles join_triangles(MatrixD& top, MatrixD bottom) {
  require(top.rows() == top.cols() && bottom.rows() == top.rows() && bottom.cols() == top.cols(),
          "join_triangles: two triangles of one size");
  const int n = narrow<int>(top.rows());
  const int block = narrow<int>(std::min<std::int64_t>(n, block_width));
  JoinedTriangles q{std::move(bottom), MatrixD::Zero(block, n)};
  std::vector<double> work(static_cast<std::size_t>(block) * static_cast<std::size_t>(n));
  int info = 0;
  dtpqrt_(&n, &n, &n, &block, top.data(), &n, q.v.data(), &n, q.t.data(), &block, work.data(), &info);
  require(info == 0, "dtpqrt takes what it is given");
  return q;
}

MatrixD apply_joined(const JoinedTriangles& q, MatrixD& top) {
  const std::int64_t n = q.v.rows();
  MatrixD bottom = MatrixD::Zero(n, top.cols());
  MatrixD turned(q.t.rows(), top.cols());
  for (std::int64_t begin = last_block(n); begin >= 0; begin -= block_width) {
    // [I; V] are the reflectors: rows of the identity at `begin`, and V as far as it is not 0.
    const std::int64_t width = width_at(begin, n);
    const auto v = q.v.block(0, begin, begin + width, width);
    const MatrixD t = q.t.block(0, begin, width, width).triangularView<Eigen::Upper>();
    auto upper = top.middleRows(begin, width);
    auto lower = bottom.topRows(begin + width);
    MatrixD inner = upper;
    gemm(1, Op::transpose, v, Op::none, lower, 1, inner);
    gemm(1, Op::none, t, Op::none, inner, 0, turned.topRows(width));
    upper -= turned.topRows(width);
    gemm(-1, Op::none, v, Op::none, turned.topRows(width), 1, lower);
  }
  return bottom;
}

}  // namespace crucible
