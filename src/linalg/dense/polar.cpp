#include "dense/polar.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "grid/elements.hpp"
#include "grid/routines.hpp"
#include "grid/scalapack.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace crucible {

namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();
/// Singular values below this share of the largest are noise that need not become 1.
constexpr double least_bound = 1e-17;
/// Above this weight a step by Cholesky would lose digits (Nakatsukasa and Higham 2013).
constexpr double largest_cholesky_weight = 100;
/// Six steps are enough from any bound; more only if the bound was wrong, or for noise.
constexpr int most_steps = 8;

/// x := alpha x + beta y. Local.
void combine(double alpha, BlockCyclicMatrix& x, double beta, const BlockCyclicMatrix& y) {
  const std::int64_t count = x.local_rows() * x.local_columns();
  for (std::int64_t i = 0; i < count; ++i) x.data()[i] = alpha * x.data()[i] + beta * y.data()[i];
}

double smallest_diagonal(const BlockCyclicMatrix& r) {
  double smallest = std::numeric_limits<double>::infinity();
  for_each_element(r, [&](double value, std::int64_t row, std::int64_t column) {
    if (row == column) smallest = std::min(smallest, std::abs(value));
  });
  return r.grid().comm().min_value(smallest);
}

/// A lower bound of the singular values of `r`, relative to its norm: at most sqrt(n) too small. The inverse
/// costs n^3 / 3 operations. It may overflow where `r` is singular to rounding, so there it is not tried.
double lower_bound_of(const BlockCyclicMatrix& r, double norm) {
  if (smallest_diagonal(r) <= static_cast<double>(r.columns()) * epsilon * norm) return least_bound;
  BlockCyclicMatrix inverse = r.copy();
  invert_triangle(inverse);
  const double largest = inverse.frobenius_norm() * norm;
  return std::isfinite(largest) ? std::clamp(1 / largest, least_bound, 1.0) : least_bound;
}

/// [factor x; I], (2n x n).
BlockCyclicMatrix stacked(double factor, const BlockCyclicMatrix& x) {
  const std::int64_t n = x.columns();
  BlockCyclicMatrix w(x.shared_grid(), 2 * n, n, x.block());
  for_each_element(w, [n](double& value, std::int64_t row, std::int64_t column) {
    if (row == column + n) value = 1;
  });
  for (std::int64_t j = 0; j < x.local_columns(); ++j)
    for (std::int64_t i = 0; i < x.local_rows(); ++i)
      w.data()[i + j * w.leading_dimension()] = factor * x.data()[i + j * x.leading_dimension()];
  return w;
}

/// x := alpha x + beta Q1 Q2^T, where [Q1; Q2] = q.
void add_product_of_halves(double alpha, BlockCyclicMatrix& x, double beta, const BlockCyclicMatrix& q) {
  constexpr int one = 1;
  const int n = narrow<int>(x.columns());
  const int second = n + 1;
  if (x.grid().member())
    pdgemm_("N", "T", &n, &n, &n, &beta, q.data(), &one, &one, q.descriptor().data(), q.data(), &second, &one,
            q.descriptor().data(), &alpha, x.data(), &one, &one, x.descriptor().data());
}

void step_by_qr(const HalleyStep& step, BlockCyclicMatrix& x) {
  BlockCyclicMatrix q = stacked(std::sqrt(step.c), x);
  form_q(q, qr_factor(q));
  add_product_of_halves(step.b / step.c, x, (step.a - step.b / step.c) / std::sqrt(step.c), q);
}

void step_by_cholesky(const HalleyStep& step, BlockCyclicMatrix& x) {
  BlockCyclicMatrix z = gram_matrix(x);
  for_each_element(z, [&](double& value, std::int64_t row, std::int64_t column) {
    value = step.c * value + (row == column ? 1 : 0);
  });
  cholesky_factor(z);
  BlockCyclicMatrix solved = x.copy();
  solve_from_right(z, solved);
  combine(step.b / step.c, x, step.a - step.b / step.c, solved);
}

}  // namespace

HalleyStep halley_step(double bound) {
  const double square = bound * bound;
  const double d = std::cbrt(4 * std::max(0.0, 1 - square) / (square * square));
  const double root = std::sqrt(1 + d);
  HalleyStep step;
  step.a = root + std::sqrt(8 - 4 * d + 8 * (2 - square) / (square * root)) / 2;
  step.b = (step.a - 1) * (step.a - 1) / 4;
  step.c = step.a + step.b - 1;
  step.bound = std::min(1.0, bound * (step.a + step.b * square) / (1 + step.c * square));
  return step;
}

BlockCyclicMatrix polar_factor(const BlockCyclicMatrix& r) {
  const double norm = r.frobenius_norm();
  double bound = lower_bound_of(r, norm);
  BlockCyclicMatrix x = r.copy();
  combine(1 / norm, x, 0, x);
  double moved = 1;
  for (int count = 0; count < most_steps; ++count) {
    // The iteration is cubic: after a move this small the next one would be rounding.
    if (1 - bound <= 10 * epsilon && moved <= std::cbrt(epsilon)) break;
    const HalleyStep step = halley_step(bound);
    BlockCyclicMatrix move = x.copy();
    step.c > largest_cholesky_weight ? step_by_qr(step, x) : step_by_cholesky(step, x);
    combine(-1, move, 1, x);
    moved = move.frobenius_norm();
    bound = step.bound;
  }
  return x;
}

}  // namespace crucible
