#include "crucible/linalg/pca.hpp"

#include "crucible/core/random.hpp"
#include "matrices.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

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
  const PcaResult result = pca(world(), slab_of(a), PcaColumns::centred);
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
  const PcaResult result = pca(world(), slab_of(a), PcaColumns::centred);
  const MatrixD expected = (a.rowwise() - a.colwise().mean()) * gather_rows(world(), result.svd.v);
  EXPECT_LT((gather_rows(world(), result.scores()) - expected).norm(), 1e-11);
}

TEST(Pca, WithoutCentringIsTheSvd) {
  const MatrixD a = cloud(30, 4);
  const PcaResult result = pca(world(), slab_of(a), PcaColumns::as_given);
  EXPECT_EQ(result.means, std::vector<double>(4, 0.0));
  EXPECT_NEAR(result.svd.singular_values[0], svd(world(), slab_of(a)).singular_values[0], 1e-10);
}

/// CSR of the entries of `whole` that are not 0, this rank's rows.
struct OwnedSparse {
  explicit OwnedSparse(const MatrixD& whole) : rows(even_part(whole.rows(), world().size(), world().rank())) {
    for (std::int64_t i = rows.begin; i < rows.end; ++i) {
      for (std::int64_t j = 0; j < whole.cols(); ++j) {
        if (whole(i, j) == 0) continue;
        column.push_back(static_cast<std::int32_t>(j));
        value.push_back(static_cast<float>(whole(i, j)));
      }
      offsets.push_back(static_cast<std::int64_t>(column.size()));
    }
    view = {whole.rows(), whole.cols(), rows, offsets, column, value};
  }
  IndexRange rows;
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> column;
  std::vector<float> value;
  SparseRows view;
};

/// Every third entry is 1 to 5.
MatrixD sparse_ratings(std::int64_t m, std::int64_t n) {
  MatrixD whole = MatrixD::Zero(m, n);
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t j = i % 3; j < n; j += 3)
      whole(i, j) = static_cast<double>(1 + (7 * i + 5 * j + i * j) % 5);
  return whole;
}

TEST(Pca, SparseAgreesWithDense) {
  const MatrixD whole = sparse_ratings(80, 30);
  const OwnedSparse sparse(whole);
  KrylovOptions options;
  options.tolerance = 1e-8;
  const PcaResult implicit = pca(world(), sparse.view, {}, PcaColumns::centred, 4, options);
  const PcaResult dense = pca(world(), slab_of(whole), PcaColumns::centred);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(implicit.deviations[i], dense.deviations[i], 1e-9);
    EXPECT_NEAR(implicit.variance_share[i], dense.variance_share[i], 1e-10);
  }
  EXPECT_NEAR(implicit.means[7], dense.means[7], 1e-13);
  EXPECT_LT((implicit.svd.v.values - dense.svd.v.values.leftCols(4)).norm(), 1e-6);

  // A term on top: what is not rated counts as 2 instead of 0.
  LowRankTerms filled{RowMatrixD::Constant(sparse.rows.size(), 1, 2), RowMatrixD::Constant(30, 1, 1)};
  const PcaResult shifted = pca(world(), sparse.view, filled, PcaColumns::centred, 4, options);
  EXPECT_NEAR(shifted.deviations[0], dense.deviations[0], 1e-9);
  EXPECT_NEAR(shifted.means[7], dense.means[7] + 2, 1e-12);
}

TEST(Pca, DenseByKrylovMindsItsOptions) {
  // A spectrum so flat that the basis of a loose tolerance is far from exact.
  const MatrixD a = cloud(200, 120);
  KrylovOptions options;
  options.tolerance = 0.3;
  const PcaResult loose = pca(world(), slab_of(a), PcaColumns::centred, 3, options);
  options.tolerance = 1e-9;
  const PcaResult tight = pca(world(), slab_of(a), PcaColumns::centred, 3, options);
  const PcaResult exact = pca(world(), slab_of(a), PcaColumns::centred);
  EXPECT_GT(loose.svd.checks.relative_residual, 1e-8);
  EXPECT_LT(tight.svd.checks.relative_residual, 1e-9);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_NEAR(tight.deviations[i], exact.deviations[i], 1e-9 * exact.deviations[0]);
  EXPECT_NEAR(tight.means[7], exact.means[7], 1e-12);
}

TEST(Pca, RefusesASingleObservation) {
  EXPECT_THROW(pca(world(), slab_of(random_matrix(1, 4)), PcaColumns::centred), UsageError);
}

/// Each column centred and divided by its standard deviation, in one thread.
MatrixD standardised(const MatrixD& a) {
  MatrixD z = a.rowwise() - a.colwise().mean();
  for (Eigen::Index j = 0; j < z.cols(); ++j) {
    const double spread = std::sqrt(z.col(j).squaredNorm() / static_cast<double>(z.rows() - 1));
    if (spread > 1e-12) z.col(j) /= spread;
  }
  return z;
}

TEST(Pca, StandardisedColumnsHaveTheSameSay) {
  MatrixD a = cloud(60, 5);
  a.col(1) *= 1e6;
  a.col(3).setConstant(0.1);
  const PcaResult result = pca(world(), slab_of(a), PcaColumns::standardised);
  const MatrixD z = standardised(a);
  const Eigen::VectorXd expected = variances(z);
  EXPECT_NEAR(expected.sum(), 4, 1e-10);
  for (std::int64_t i = 0; i < 5; ++i) {
    const auto at = static_cast<std::size_t>(i);
    EXPECT_NEAR(result.deviations[at] * result.deviations[at], expected(i), 1e-10);
  }
  EXPECT_EQ(result.spreads[3], 0);
  EXPECT_EQ(result.scales[3], 1);
  EXPECT_NEAR(result.scales[1], result.spreads[1], 0);
}

TEST(Pca, StandardisedSparseAgreesWithDense) {
  MatrixD whole = sparse_ratings(80, 30);
  whole.col(4).setZero();
  const OwnedSparse sparse(whole);
  // Where nothing is stored stands 2 + row / 10 times (1 + column).
  LowRankTerms terms{RowMatrixD(sparse.rows.size(), 1), RowMatrixD(30, 1)};
  for (std::int64_t i = 0; i < sparse.rows.size(); ++i)
    terms.left(i, 0) = 2 + 0.1 * static_cast<double>(sparse.rows.begin + i);
  for (std::int64_t j = 0; j < 30; ++j) terms.right(j, 0) = j == 4 ? 0 : static_cast<double>(1 + j);
  MatrixD filled = whole;
  for (std::int64_t i = 0; i < 80; ++i)
    for (std::int64_t j = 0; j < 30; ++j)
      filled(i, j) += (2 + 0.1 * static_cast<double>(i)) * terms.right(j, 0);
  KrylovOptions options;
  options.tolerance = 1e-8;
  const PcaResult implicit = pca(world(), sparse.view, terms, PcaColumns::standardised, 4, options);
  const PcaResult dense = pca(world(), slab_of(filled), PcaColumns::standardised);
  for (std::size_t j = 0; j < 30; ++j) {
    EXPECT_NEAR(implicit.spreads[j], dense.spreads[j], 1e-9 * (1 + dense.spreads[j]));
    EXPECT_NEAR(implicit.scales[j], dense.scales[j], 1e-9 * dense.scales[j]);
  }
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(implicit.deviations[i], dense.deviations[i], 1e-7);
}

TEST(Pca, SparseColumnsFarFromZeroKeepTheirSpread) {
  MatrixD whole = sparse_ratings(90, 6);
  for (std::int64_t i = 0; i < 90; ++i) {
    whole(i, 1) = 4096 + 0.25 * static_cast<double>(i % 3);  // floats hold these exactly
    whole(i, 2) = 0.125;
  }
  const OwnedSparse sparse(whole);
  KrylovOptions options;
  options.tolerance = 1e-6;
  const PcaResult implicit = pca(world(), sparse.view, {}, PcaColumns::standardised, 2, options);
  const PcaResult dense = pca(world(), slab_of(whole), PcaColumns::standardised);
  EXPECT_NEAR(implicit.spreads[1], dense.spreads[1], 1e-9);
  EXPECT_EQ(implicit.spreads[2], 0);
  EXPECT_EQ(implicit.scales[2], 1);
  EXPECT_NEAR(implicit.deviations[0], dense.deviations[0], 1e-6);
}

PcaAxes axes_of(const PcaResult& result) {
  return {result.means, result.scales, gather_rows(world(), result.svd.v)};
}

TEST(Project, GivesTheScoresOfTheRowsThatTheAxesCameFrom) {
  const MatrixD a = cloud(60, 5);
  for (const PcaColumns columns : {PcaColumns::as_given, PcaColumns::centred, PcaColumns::standardised}) {
    const PcaResult result = pca(world(), slab_of(a), columns);
    const RowSlab projected = project(slab_of(a), axes_of(result));
    EXPECT_LT((projected.values - result.scores().values).norm(), 1e-10 * result.svd.frobenius);
  }
  EXPECT_THROW(project(slab_of(cloud(60, 4)), axes_of(pca(world(), slab_of(a), PcaColumns::centred))),
               UsageError);
}

TEST(Project, SparseRowsAgreeWithDenseOnes) {
  const MatrixD whole = sparse_ratings(50, 12);
  const OwnedSparse sparse(whole);
  const PcaAxes axes = axes_of(pca(world(), slab_of(whole), PcaColumns::standardised));
  EXPECT_LT((project(sparse.view, {}, axes).values - project(slab_of(whole), axes).values).norm(), 1e-10);
}

/// `signals` directions of deviation `strength` in noise of deviation 1.
MatrixD signals_in_noise(std::int64_t rows, std::int64_t columns, std::int64_t signals, double strength) {
  MatrixD a(rows, columns);
  for (std::int64_t i = 0; i < rows; ++i) {
    RandomStream random(3, RandomPurpose::test, static_cast<std::uint64_t>(i));
    for (std::int64_t j = 0; j < columns; ++j) a(i, j) = random.normal();
    // Each signal lies along columns of its own, with equal weights.
    for (std::int64_t s = 0; s < signals; ++s) {
      const double along = strength * random.normal() / std::sqrt(static_cast<double>(columns / signals));
      for (std::int64_t j = s; j < columns; j += signals) a(i, j) += along;
    }
  }
  return a;
}

TEST(ComponentsAboveNoise, AreThosePlanted) {
  for (const auto& [rows, columns] : {std::pair{300, 40}, std::pair{60, 120}})
    for (const std::int64_t planted : {0, 1, 4}) {
      const PcaResult result =
          pca(world(), slab_of(signals_in_noise(rows, columns, planted, 5)), PcaColumns::centred);
      const SvdResult& svd = result.svd;
      EXPECT_EQ(components_above_noise(svd.singular_values, svd.frobenius, rows - 1, columns), planted);
      // The first values alone say as much.
      const std::vector<double> first(svd.singular_values.begin(), svd.singular_values.begin() + 6);
      EXPECT_EQ(components_above_noise(first, svd.frobenius, rows - 1, columns), planted);
    }
}

TEST(ComponentsAboveNoise, IsNotLedAstrayByRounding) {
  const PcaResult result =
      pca(world(), slab_of(random_matrix(60, 3) * random_matrix(3, 10)), PcaColumns::centred);
  EXPECT_EQ(components_above_noise(result.svd.singular_values, result.svd.frobenius, 59, 10), 3);
  EXPECT_EQ(components_above_noise({}, 0, 5, 3), 0);
  EXPECT_EQ(components_above_noise({0, 0}, 0, 5, 3), 0);
}

TEST(NoiseSingularValues, AreThoseOfNoiseWithTheSameSpreads) {
  const MatrixD a = signals_in_noise(200, 20, 2, 5);
  const PcaResult result = pca(world(), slab_of(a), PcaColumns::centred);
  const std::vector<double> noise = noise_singular_values(world(), 200, result.spreads, 20, 20, 1);
  std::int64_t above = 0;
  while (result.svd.singular_values[static_cast<std::size_t>(above)] > noise[static_cast<std::size_t>(above)])
    ++above;
  EXPECT_EQ(above, 2);
  // The sum of the squares of a draw is that of the spreads, to sampling error.
  double squares = 0;
  double expected = 0;
  for (const double value : noise) squares += value * value;
  for (const double spread : result.spreads) expected += 199 * spread * spread;
  EXPECT_NEAR(squares / expected, 1.1, 0.1);
  EXPECT_TRUE(std::is_sorted(noise.rbegin(), noise.rend()));
}

}  // namespace
}  // namespace crucible
