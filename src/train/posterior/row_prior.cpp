#include "posterior/row_prior.hpp"

#include "crucible/core/error.hpp"

#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/LU>

namespace crucible {

namespace {

using VectorD = Eigen::VectorXd;

/// A draw from the Wishart distribution of `freedom` degrees and this scale matrix, by Bartlett.
MatrixD draw_wishart(const MatrixD& scale, double freedom, RandomStream& random) {
  const Eigen::Index d = scale.rows();
  const Eigen::LLT<MatrixD> root(scale);
  if (root.info() != Eigen::Success)
    throw NumericalError("the prior of the factors is not positive: ratings too large");
  MatrixD lower = MatrixD::Zero(d, d);
  for (Eigen::Index i = 0; i < d; ++i) {
    for (Eigen::Index j = 0; j < i; ++j) lower(i, j) = random.normal();
    lower(i, i) = std::sqrt(2 * draw_gamma((freedom - static_cast<double>(i)) / 2, random));
  }
  const MatrixD product = root.matrixL() * lower;
  return product * product.transpose();
}

}  // namespace

double draw_gamma(double shape, RandomStream& random) {
  if (shape < 1) return draw_gamma(shape + 1, random) * std::pow(1 - random.uniform(), 1 / shape);
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    const double x = random.normal();
    const double v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(1 - random.uniform()) < x * x / 2 + d * (1 - v + std::log(v))) return d * v;
  }
}

RowPrior draw_prior(const RowSums& sums, const std::vector<double>& scale, RandomStream& random) {
  constexpr double prior_rows = 2;
  const auto d = static_cast<Eigen::Index>(scale.size());
  const double n = sums.rows;
  const VectorD mean = Eigen::Map<const VectorD>(sums.sum.data(), d) / std::max(n, 1.0);
  MatrixD inverse_scale = sums.products - n * mean * mean.transpose() +
                          prior_rows * n / (prior_rows + n) * mean * mean.transpose();
  inverse_scale.diagonal() += Eigen::Map<const VectorD>(scale.data(), d);
  const MatrixD inverse = inverse_scale.inverse();
  RowPrior prior;
  prior.precision = draw_wishart((inverse + inverse.transpose()) / 2, static_cast<double>(d) + n, random);
  VectorD noise(d);
  for (Eigen::Index i = 0; i < d; ++i) noise(i) = random.normal();
  const Eigen::LLT<MatrixD> of_mean(prior.precision * (prior_rows + n));
  const VectorD drawn = mean * (n / (prior_rows + n)) + VectorD(of_mean.matrixU().solve(noise));
  prior.mean.assign(drawn.data(), drawn.data() + d);
  return prior;
}

}  // namespace crucible
