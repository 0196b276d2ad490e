#include "crucible/linalg/pca.hpp"

#include "matrices.hpp"

#include <Eigen/Eigenvalues>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::random_matrix;
using testing::slab_of;
using testing::world;

/// Correlated columns, far from the origin.
MatrixD cloud(std::int64_t rows, std::int64_t columns) {
  MatrixD a = random_matrix(rows, columns, 31) * random_matrix(columns, columns, 32);
  a.rowwise() += Eigen::RowVectorXd::LinSpaced(columns, 50, 100);
  return a;
}

/// Eigenvalues, descending, of the covariance matrix: an independent way to the variances.
Eigen::VectorXd variances(const MatrixD& a) {
  const MatrixD centred = a.rowwise() - a.colwise().mean();
  const MatrixD covariance = centred.transpose() * centred / static_cast<double>(a.rows() - 1);
  return Eigen::SelfAdjointEigenSolver<MatrixD>(covariance).eigenvalues().reverse();
}

TEST(Pca, VariancesAreTheEigenvaluesOfTheCovariance) {
  const MatrixD a = cloud(60, 5);
  const PcaResult result = pca(world(), slab_of(a), true);
  const Eigen::VectorXd expected = variances(a);
  for (std::int64_t i = 0; i < 5; ++i) {
    const auto at = static_cast<std::size_t>(i);
    EXPECT_NEAR(result.deviations[at] * result.deviations[at], expected(i), 1e-10 * expected(0));
    EXPECT_NEAR(result.variance_share[at], expected(i) / expected.sum(), 1e-12);
    EXPECT_NEAR(result.means[at], a.col(i).mean(), 1e-12);
  }
  EXPECT_LT(result.svd.checks.residual, 30);
}

TEST(Pca, ScoresAreTheCentredCloudOnTheAxes) {
  const MatrixD a = cloud(60, 5);
  const PcaResult result = pca(world(), slab_of(a), true);
  const MatrixD expected = (a.rowwise() - a.colwise().mean()) * gather_rows(world(), result.svd.v);
  EXPECT_LT((gather_rows(world(), result.scores()) - expected).norm(), 1e-11);
}

TEST(Pca, WithoutCentringIsTheSvd) {
  const MatrixD a = cloud(30, 4);
  const PcaResult result = pca(world(), slab_of(a), false);
  EXPECT_EQ(result.means, std::vector<double>(4, 0.0));
  EXPECT_NEAR(result.svd.singular_values[0], svd(world(), slab_of(a)).singular_values[0], 1e-10);
}

TEST(Pca, SparseAgreesWithDense) {
  // Ratings 1 ... 5 on every third place, as CSR.
  const std::int64_t m = 80;
  const std::int64_t n = 30;
  MatrixD whole = MatrixD::Zero(m, n);
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = i % 3; j < n; j += 3)
      whole(i, j) = static_cast<double>(1 + (7 * i + 5 * j + i * j) % 5);
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> column;
  std::vector<float> value;
  const IndexRange mine = even_part(m, world().size(), world().rank());
  for (std::int64_t i = mine.begin; i < mine.end; ++i) {
    for (std::int64_t j = i % 3; j < n; j += 3) {
      column.push_back(static_cast<std::int32_t>(j));
      value.push_back(static_cast<float>(whole(i, j)));
    }
    offsets.push_back(static_cast<std::int64_t>(column.size()));
  }
  const SparseRows sparse{m, n, mine, offsets, column, value};
  KrylovOptions options;
  options.tolerance = 1e-8;
  const PcaResult implicit = pca(world(), sparse, {}, true, 4, options);
  const PcaResult dense = pca(world(), slab_of(whole), true);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(implicit.deviations[i], dense.deviations[i], 1e-9);
    EXPECT_NEAR(implicit.variance_share[i], dense.variance_share[i], 1e-10);
  }
  EXPECT_NEAR(implicit.means[7], dense.means[7], 1e-13);
  EXPECT_LT((implicit.svd.v.values - dense.svd.v.values.leftCols(4)).norm(), 1e-6);

  // A term on top: what is not rated counts as 2 instead of 0.
  LowRankTerms filled{RowMatrixD::Constant(mine.size(), 1, 2), RowMatrixD::Constant(n, 1, 1)};
  const PcaResult shifted = pca(world(), sparse, filled, true, 4, options);
  EXPECT_NEAR(shifted.deviations[0], dense.deviations[0], 1e-9);
  EXPECT_NEAR(shifted.means[7], dense.means[7] + 2, 1e-12);
}

TEST(Pca, DenseByKrylovMindsItsOptions) {
  // A spectrum so flat that the basis of a loose tolerance is far from exact.
  const MatrixD a = cloud(200, 120);
  KrylovOptions options;
  options.tolerance = 0.3;
  const PcaResult loose = pca(world(), slab_of(a), true, 3, options);
  options.tolerance = 1e-9;
  const PcaResult tight = pca(world(), slab_of(a), true, 3, options);
  const PcaResult exact = pca(world(), slab_of(a), true);
  EXPECT_GT(loose.svd.checks.relative_residual, 1e-8);
  EXPECT_LT(tight.svd.checks.relative_residual, 1e-9);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(tight.deviations[i], exact.deviations[i], 1e-9 * exact.deviations[0]);
  EXPECT_NEAR(tight.means[7], exact.means[7], 1e-12);
}

TEST(Pca, RefusesASingleObservation) {
  EXPECT_THROW(pca(world(), slab_of(random_matrix(1, 4)), true), UsageError);
}

}  // namespace
}  // namespace crucible
