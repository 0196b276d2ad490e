#include "warm/ridge.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

MatrixD some_factors(Eigen::Index n, Eigen::Index k) {
  MatrixD factors(n, k);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < k; ++j) factors(i, j) = std::sin(static_cast<double>(3 * i + 7 * j + i * j));
  return factors;
}

std::vector<double> some_targets(Eigen::Index n) {
  std::vector<double> targets;
  for (Eigen::Index i = 0; i < n; ++i) targets.push_back(std::cos(static_cast<double>(5 * i)) + 0.5);
  return targets;
}

/// The gradient of sum (target - bias - p.q)^2 + n l2 |p|^2 + n bias_l2 bias^2, halved, at `row`.
std::vector<double> gradient(const MatrixD& others, const std::vector<double>& targets, const RowL2& l2,
                             const std::vector<float>& row) {
  const auto n = static_cast<double>(others.rows());
  const auto k = static_cast<std::size_t>(others.cols());
  const auto value = [&](std::size_t i) { return static_cast<double>(row[i]); };
  std::vector<double> slope(k + 1);
  for (std::size_t i = 0; i < k; ++i) slope[i] = n * l2.factors * value(i);
  slope[k] = n * l2.bias * value(k);
  for (Eigen::Index j = 0; j < others.rows(); ++j) {
    double left = targets[static_cast<std::size_t>(j)] - value(k);
    for (std::size_t i = 0; i < k; ++i) left -= others(j, static_cast<Eigen::Index>(i)) * value(i);
    for (std::size_t i = 0; i < k; ++i) slope[i] -= left * others(j, static_cast<Eigen::Index>(i));
    slope[k] -= left;
  }
  return slope;
}

TEST(RidgeRow, IsTheLeastOfItsErrorWithFewAndWithManyRatings) {
  const RowL2 l2{0.07, 0.02, true};
  for (const Eigen::Index n : {1, 3, 5, 6, 40}) {
    const MatrixD others = some_factors(n, 5);
    const std::vector<double> targets = some_targets(n);
    std::vector<float> row(6);
    ridge_row({others, targets}, l2, row);
    for (const double slope : gradient(others, targets, l2, row)) EXPECT_NEAR(slope, 0, 1e-5) << n;
    EXPECT_NE(row[5], 0) << n;
  }
}

TEST(RidgeRow, HasNoBiasWhereTheModelHasNone) {
  for (const Eigen::Index n : {3, 40}) {
    std::vector<float> row(6, 1);
    const MatrixD others = some_factors(n, 5);
    const std::vector<double> targets = some_targets(n);
    ridge_row({others, targets}, {0.07, 0.02, false}, row);
    EXPECT_EQ(row[5], 0) << n;
    const std::vector<double> slopes = gradient(others, targets, {0.07, 0.02, false}, row);
    for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(slopes[i], 0, 1e-5) << n;
  }
}

TEST(RidgeRow, IsZeroWithoutRatings) {
  std::vector<float> row(6, 1);
  ridge_row({MatrixD(0, 5), {}}, {0.07, 0.02, true}, row);
  EXPECT_EQ(row, std::vector<float>(6));
}

TEST(RidgeRow, HasASolutionWithoutL2) {
  std::vector<float> row(6);
  const std::vector<double> targets = some_targets(2);
  ridge_row({MatrixD::Ones(2, 5), targets}, {0, 0, true}, row);
  for (const float value : row) EXPECT_TRUE(std::isfinite(value));
}

TEST(RidgeRow, ARidgeWeighsWhateverTheNumberOfRatings) {
  for (const Eigen::Index n : {2, 40}) {
    const MatrixD others = some_factors(n, 5);
    const std::vector<double> targets = some_targets(n);
    const double per_rating = 3.0 / static_cast<double>(n);
    std::vector<float> expected(6);
    std::vector<float> row(6);
    ridge_row({others, targets}, {per_rating, per_rating, true}, expected);
    ridge_row({others, targets}, {0, 0, true, std::vector<double>(6, 3.0)}, row);
    for (std::size_t i = 0; i < row.size(); ++i) EXPECT_NEAR(row[i], expected[i], 1e-4) << n;
    ridge_row({others, targets}, {0, 0, true, {3, 3, 1e12, 3, 3, 3}}, row);
    EXPECT_NEAR(row[2], 0, 1e-9) << n;
  }
}

}  // namespace
}  // namespace crucible
