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

// A view is written to by copies of it.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
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

}  // namespace crucible
