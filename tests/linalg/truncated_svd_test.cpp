#include "crucible/linalg/truncated_svd.hpp"

#include "eigen_svd.hpp"
#include "matrices.hpp"
#include "truncated/orthonormalise.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::random_matrix;
using testing::slab_of;
using testing::with_singular_values;
using testing::world;

/// A random sparse matrix, dense on every rank and this rank's rows of it in CSR form.
struct Sparse {
  MatrixD whole;
  std::vector<std::int64_t> offsets{0};
  std::vector<std::int32_t> column;
  std::vector<float> value;
  SparseRows rows;

  Sparse(std::int64_t m, std::int64_t n, double density) : whole(MatrixD::Zero(m, n)) {
    RandomStream stream(5, RandomPurpose::test, 1);
    for (std::int64_t i = 0; i < m; ++i)
      for (std::int64_t j = 0; j < n; ++j)
        if (stream.uniform() < density) whole(i, j) = static_cast<double>(1 + stream.below(5));
    rows = {m, n, even_part(m, world().size(), world().rank()), {}, {}, {}};
    for (std::int64_t i = rows.rows.begin; i < rows.rows.end; ++i) {
      for (std::int64_t j = 0; j < n; ++j)
        if (whole(i, j) != 0) {
          column.push_back(static_cast<std::int32_t>(j));
          value.push_back(static_cast<float>(whole(i, j)));
        }
      offsets.push_back(static_cast<std::int64_t>(column.size()));
    }
    rows.offsets = offsets;
    rows.column = column;
    rows.value = value;
  }
  Sparse(const Sparse&) = delete;
};

LowRankTerms terms_of(const Sparse& sparse, std::int64_t count) {
  const IndexRange mine = sparse.rows.rows;
  const MatrixD left = random_matrix(sparse.rows.total_rows, count, 21);
  return {left.middleRows(mine.begin, mine.size()), random_matrix(sparse.rows.columns, count, 22)};
}

MatrixD dense_of(const Sparse& sparse, std::int64_t count) {
  return sparse.whole + random_matrix(sparse.rows.total_rows, count, 21) *
                            random_matrix(sparse.rows.columns, count, 22).transpose();
}

void expect_leading(const SvdResult& result, const MatrixD& a, std::int64_t rank, double tolerance) {
  const Eigen::VectorXd expected = testing::eigen_singular_values(a);
  ASSERT_EQ(result.k(), rank);
  for (std::int64_t i = 0; i < rank; ++i)
    EXPECT_NEAR(result.singular_values[static_cast<std::size_t>(i)], expected(i), tolerance * expected(i))
        << i;
  EXPECT_LT(result.checks.orthogonality, 30);
}

TEST(TruncatedSvd, FindsTheLargestValuesOfASparseMatrix) {
  const Sparse sparse(300, 120, 0.1);
  KrylovOptions options;
  options.tolerance = 1e-6;
  const SvdResult result = truncated_svd(world(), sparse.rows, {}, 10, options);
  expect_leading(result, sparse.whole, 10, 1e-9);
  EXPECT_LT(result.checks.relative_residual, 1e-6);
  EXPECT_NEAR(result.frobenius, sparse.whole.norm(), 1e-10);
  const RowMatrixD u = gather_rows(world(), result.u);
  const RowMatrixD v = gather_rows(world(), result.v);
  const Eigen::Map<const Eigen::VectorXd> values(result.singular_values.data(), 10);
  EXPECT_LT((sparse.whole * v - u * values.asDiagonal()).norm() / sparse.whole.norm(), 1e-13);
}

TEST(TruncatedSvd, DefaultToleranceIsGoodToOneInAThousand) {
  const Sparse sparse(400, 300, 0.05);
  expect_leading(truncated_svd(world(), sparse.rows, {}, 25), sparse.whole, 25, 1e-3);
}

TEST(TruncatedSvd, AddsTermsWithoutMultiplyingThemOut) {
  const Sparse sparse(150, 90, 0.1);
  for (const std::int64_t count : {1, 2}) {
    KrylovOptions options;
    options.tolerance = 1e-6;
    const SvdResult result = truncated_svd(world(), sparse.rows, terms_of(sparse, count), 8, options);
    expect_leading(result, dense_of(sparse, count), 8, 1e-9);
    EXPECT_NEAR(result.frobenius, dense_of(sparse, count).norm(), 1e-9);
  }
}

TEST(TruncatedSvd, WorksWide) {
  const Sparse sparse(40, 200, 0.1);
  expect_leading(truncated_svd(world(), sparse.rows, {}, 5), sparse.whole, 5, 1e-3);
}

TEST(TruncatedSvd, FindsAllOfASmallMatrix) {
  const Sparse sparse(30, 12, 0.5);
  expect_leading(truncated_svd(world(), sparse.rows, {}, 12), sparse.whole, 12, 1e-10);
}

TEST(TruncatedSvd, RestartsInASmallBasis) {
  const MatrixD a = with_singular_values(120, 100, Eigen::VectorXd::LinSpaced(100, 2, 1));
  KrylovOptions options;
  options.block = 4;
  options.largest_basis = 24;
  options.most_restarts = 200;
  options.tolerance = 1e-4;
  std::int64_t largest = 0;
  options.progress = [&](std::int64_t basis, double) { largest = std::max(largest, basis); };
  expect_leading(truncated_svd(world(), slab_of(a), 6, options), a, 6, 1e-6);
  EXPECT_LE(largest, 24);
}

TEST(TruncatedSvd, SaysWhenItDoesNotConverge) {
  const MatrixD a = with_singular_values(120, 100, Eigen::VectorXd::LinSpaced(100, 2, 1));
  KrylovOptions options;
  options.block = 2;
  options.largest_basis = 12;
  options.most_restarts = 1;
  options.tolerance = 1e-12;
  EXPECT_THROW(truncated_svd(world(), slab_of(a), 6, options), NumericalError);
}

TEST(TruncatedSvd, MeetsRepeatedValuesBeyondItsBlock) {
  KrylovOptions options;
  options.block = 3;
  const SvdResult result = truncated_svd(world(), slab_of(MatrixD::Identity(30, 30)), 10, options);
  expect_leading(result, MatrixD::Identity(30, 30), 10, 1e-12);
}

TEST(TruncatedSvd, SeesBehindADominantValue) {
  // What filling with means does: one value thousands of times the others, so that A^T A spans sixteen digits
  // less.
  Eigen::VectorXd values = Eigen::VectorXd::LinSpaced(60, 3, 1);
  values(0) = 3e4;
  const MatrixD a = with_singular_values(200, 60, values);
  KrylovOptions options;
  options.block = 6;
  options.tolerance = 1e-4;
  const SvdResult result = truncated_svd(world(), slab_of(a), 8, options);
  expect_leading(result, a, 8, 1e-6);
  // The residual of every triplet, not of the largest alone.
  const RowMatrixD u = gather_rows(world(), result.u);
  const RowMatrixD v = gather_rows(world(), result.v);
  for (std::int64_t i = 0; i < 8; ++i) {
    const double value = result.singular_values[static_cast<std::size_t>(i)];
    EXPECT_LT((a.transpose() * u.col(i) - value * v.col(i)).norm(), 2e-4 * value) << i;
  }
}

TEST(TruncatedSvd, LeavesOutWhatIsNotThere) {
  Eigen::VectorXd values = Eigen::VectorXd::Zero(20);
  values.head(4) << 4, 3, 2, 1;
  const MatrixD a = with_singular_values(50, 20, values);
  const SvdResult result = truncated_svd(world(), slab_of(a), 8);
  ASSERT_EQ(result.k(), 4);
  for (std::size_t i = 0; i < 4; ++i)
    EXPECT_NEAR(result.singular_values[i], values(static_cast<int>(i)), 1e-10);
  EXPECT_EQ(truncated_svd(world(), slab_of(MatrixD::Zero(9, 5)), 2).k(), 0);
}

TEST(TruncatedSvd, MoreRanksThanRows) {
  const Sparse sparse(3, 8, 0.8);
  expect_leading(truncated_svd(world(), sparse.rows, {}, 2), sparse.whole, 2, 1e-10);
}

TEST(TruncatedSvd, RefusesWhatIsNotFinite) {
  Sparse sparse(30, 12, 0.5);
  if (world().rank() == world().size() - 1) sparse.value.back() = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(truncated_svd(world(), sparse.rows, {}, 2), Error);
}

TEST(TruncatedSvd, RefusesImpossibleRanks) {
  const Sparse sparse(30, 12, 0.5);
  EXPECT_THROW(truncated_svd(world(), sparse.rows, {}, 0), UsageError);
  EXPECT_THROW(truncated_svd(world(), sparse.rows, {}, 13), UsageError);
}

TEST(TruncatedSvd, SvdTakesItForDenseMatrices) {
  const MatrixD a = with_singular_values(60, 40, Eigen::VectorXd::LinSpaced(40, 40, 1));
  SvdOptions options;
  options.method = &svd_method::krylov;
  options.rank = 5;
  const SvdResult result = svd(world(), slab_of(a), options);
  EXPECT_EQ(result.method, &svd_method::krylov);
  expect_leading(result, a, 5, 1e-3);
}

TEST(MultiplyRows, IsTheProduct) {
  const Sparse sparse(40, 30, 0.2);
  const RowMatrixD x = random_matrix(30, 23, 4);  // 16 + 4 + 3 columns: every kernel width
  const IndexRange mine = sparse.rows.rows;
  const MatrixD expected = dense_of(sparse, 2) * x;
  const RowMatrixD y = multiply_rows(sparse.rows, terms_of(sparse, 2), x);
  EXPECT_LT((y - expected.middleRows(mine.begin, mine.size())).norm(), 1e-12);
}

TEST(Orthonormalise, DropsDependentAndShortColumns) {
  MatrixD whole = random_matrix(40, 6);
  whole.col(3) = whole.col(0) + whole.col(1);
  whole.col(5) *= 1e-20;
  RowMatrixD block = slab_of(whole).values;
  const RowMatrixD r = orthonormalise(world(), block, 1e-10);
  ASSERT_EQ(block.cols(), 4);
  RowMatrixD gram = block.transpose() * block;
  world().sum(std::span<double>(gram.data(), static_cast<std::size_t>(gram.size())));
  EXPECT_LT((gram - RowMatrixD::Identity(4, 4)).norm(), 1e-14);
  EXPECT_LT((block * r - slab_of(whole).values).norm(), 1e-13);
}

}  // namespace
}  // namespace crucible
