#include "posterior/row_draw.hpp"

#include <cmath>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// The upper Cholesky factor of `a` (row-major d x d, upper triangle) in its place. Works along rows, so that
/// the inner loop is a vector operation.
bool factorise(double* a, std::int64_t d) {
  for (std::int64_t j = 0; j < d; ++j) {
    double* row = a + j * d;
    if (!(row[j] > 0) || !std::isfinite(row[j])) return false;
    const double inverse = 1 / std::sqrt(row[j]);
    for (std::int64_t l = j; l < d; ++l) row[l] *= inverse;
    for (std::int64_t i = j + 1; i < d; ++i) {
      double* below = a + i * d;
      const double factor = row[i];
      for (std::int64_t l = i; l < d; ++l) below[l] -= factor * row[l];
    }
  }
  return true;
}

}  // namespace

RowDraw::RowDraw(const RowPrior& prior, double noise_precision)
    : d_(std::ssize(prior.mean)),
      noise_precision_(noise_precision),
      precision_(at(d_ * d_)),
      shift_(at(d_)),
      root_(at(d_ * d_)),
      right_(at(d_)) {
  for (std::int64_t i = 0; i < d_; ++i) {
    for (std::int64_t j = 0; j < d_; ++j) {
      precision_[at(i * d_ + j)] = prior.precision(i, j);
      shift_[at(i)] += prior.precision(i, j) * prior.mean[at(j)];
    }
  }
}

bool RowDraw::operator()(const double* gram, std::int64_t stride, float* x, RandomStream& random) {
  for (std::int64_t i = 0; i < d_; ++i) {
    for (std::int64_t j = i; j < d_; ++j)
      root_[at(i * d_ + j)] = precision_[at(i * d_ + j)] + noise_precision_ * gram[i * stride + j];
    right_[at(i)] = shift_[at(i)] + noise_precision_ * gram[i * stride + d_];
  }
  if (!factorise(root_.data(), d_)) return false;
  // With A = U^T U: x = U^-1 (U^-T b + z) has mean A^-1 b and covariance A^-1.
  for (std::int64_t j = 0; j < d_; ++j) {
    const double* row = root_.data() + j * d_;
    const double value = right_[at(j)] / row[j];
    for (std::int64_t l = j + 1; l < d_; ++l) right_[at(l)] -= value * row[l];
    right_[at(j)] = value + random.normal();
  }
  // The noise of entry j must not reach the later ones: the loop above used the value without it.
  for (std::int64_t j = d_ - 1; j >= 0; --j) {
    const double* row = root_.data() + j * d_;
    double value = right_[at(j)];
    for (std::int64_t l = j + 1; l < d_; ++l) value -= row[l] * right_[at(l)];
    right_[at(j)] = value / row[j];
  }
  bool finite = true;
  for (std::int64_t j = 0; j < d_; ++j) {
    x[j] = static_cast<float>(right_[at(j)]);
    finite = finite && std::isfinite(x[j]);
  }
  return finite;
}

}  // namespace crucible
