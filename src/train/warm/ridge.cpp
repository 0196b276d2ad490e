#include "warm/ridge.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/Cholesky>

namespace crucible {

namespace {

/// L2 weights below this count as this: without any, few ratings do not decide all factors.
constexpr double least_l2 = 1e-6;

Eigen::VectorXd solved(const MatrixD& system, const Eigen::VectorXd& right) {
  const Eigen::LLT<MatrixD> factorised(system);
  if (factorised.info() != Eigen::Success)
    throw NumericalError("a new row of the model has no solution: factors are not finite or too large");
  return factorised.solve(right);
}

}  // namespace

void ridge_row(const RowRatings& ratings, const RowL2& l2, std::span<float> row) {
  const Eigen::Index n = ratings.others.rows();
  const Eigen::Index k = ratings.others.cols();
  require(std::cmp_equal(row.size(), k + 1) && std::cmp_equal(ratings.targets.size(), n),
          "ridge_row: sizes differ");
  std::fill(row.begin(), row.end(), 0.0F);
  if (n == 0) return;
  require(l2.ridge.empty() || std::cmp_equal(l2.ridge.size(), k + 1), "ridge_row: one ridge a number");
  // With columns in units of their L2 the penalty is that of the plain sum of squares.
  Eigen::VectorXd unit(k + 1);
  for (Eigen::Index i = 0; i <= k; ++i) {
    const double per_rating = std::max(i < k ? l2.factors : l2.bias, least_l2) * static_cast<double>(n);
    unit(i) = 1 / std::sqrt(per_rating + (l2.ridge.empty() ? 0 : l2.ridge[static_cast<std::size_t>(i)]));
  }
  if (!l2.has_bias) unit(k) = 0;
  MatrixD parts(n, k + 1);
  parts.leftCols(k) = ratings.others * unit.head(k).asDiagonal();
  parts.col(k).setConstant(unit(k));
  const Eigen::Map<const Eigen::VectorXd> targets(ratings.targets.data(), n);
  Eigen::VectorXd solution;
  if (n <= k) {
    MatrixD products = MatrixD::Identity(n, n);
    products.selfadjointView<Eigen::Lower>().rankUpdate(parts);
    solution = parts.transpose() * solved(products, targets);
  } else {
    MatrixD products = MatrixD::Identity(k + 1, k + 1);
    products.selfadjointView<Eigen::Lower>().rankUpdate(parts.transpose());
    solution = solved(products, parts.transpose() * targets);
  }
  for (Eigen::Index i = 0; i < k; ++i)
    row[static_cast<std::size_t>(i)] = static_cast<float>(unit(i) * solution(i));
  row[static_cast<std::size_t>(k)] = static_cast<float>(unit(k) * solution(k));
}

}  // namespace crucible
