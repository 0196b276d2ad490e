#include "posterior/row_draw.hpp"

#include <cmath>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

}  // namespace

RowDraw::RowDraw(const Kernels& kernels, const RowPrior& prior, double noise_precision)
    : kernels_(kernels),
      d_(std::ssize(prior.mean)),
      noise_precision_(noise_precision),
      mean_(prior.mean.begin(), prior.mean.end()),
      prior_(at(d_ * kernels.stride)),
      root_(at((d_ + 1) * kernels.stride)),
      normals_(at(d_)),
      drawn_(at(kernels.stride)) {
  for (std::int64_t i = 0; i < d_; ++i) {
    double* row = prior_.data() + i * kernels.stride;
    for (std::int64_t j = 0; j < d_; ++j) row[j] = prior.precision(i, j);
  }
}

bool RowDraw::operator()(const double* gram, const float* linked, float* x, RandomStream& random) {
  for (std::int64_t i = 0; i < d_; ++i) {
    double* row = prior_.data() + i * kernels_.stride;
    row[d_] = 0;
    for (std::int64_t j = 0; j < d_; ++j) row[d_] += row[j] * (mean_[at(j)] + static_cast<double>(linked[j]));
  }
  for (double& number : normals_) number = random.normal();
  if (!kernels_.draw_normal({.size = d_,
                             .stride = kernels_.stride,
                             .prior = prior_.data(),
                             .gram = gram,
                             .weight = noise_precision_,
                             .normals = normals_.data(),
                             .root = root_.data(),
                             .x = drawn_.data()}))
    return false;
  bool finite = true;
  for (std::int64_t j = 0; j < d_; ++j) {
    x[j] = static_cast<float>(drawn_[at(j)]);
    finite = finite && std::isfinite(x[j]);
  }
  return finite;
}

}  // namespace crucible
