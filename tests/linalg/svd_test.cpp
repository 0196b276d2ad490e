#include "crucible/linalg/svd.hpp"

#include "eigen_svd.hpp"
#include "matrices.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::graded;
using testing::random_matrix;
using testing::slab_of;
using testing::uneven_slab_of;
using testing::with_singular_values;
using testing::world;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

struct Case {
  std::string name;
  MatrixD a;
};

std::vector<Case> cases() {
  Eigen::VectorXd deficient = graded(20, 10);
  deficient.tail(8).setZero();
  return {{"tall", random_matrix(70, 20)},
          {"wide", random_matrix(20, 70)},
          {"square", random_matrix(33, 33)},
          {"nearly square", random_matrix(33, 30)},
          {"rank-deficient", with_singular_values(50, 20, deficient)},
          {"graded", with_singular_values(40, 25, graded(25, 1e14))},
          {"zero", MatrixD::Zero(12, 7)},
          {"fewer rows than ranks", random_matrix(5, 4)},
          {"wide, fewer rows than ranks", random_matrix(3, 17)},
          {"one row", random_matrix(1, 9)},
          {"one column", random_matrix(9, 1)},
          {"one element", MatrixD::Constant(1, 1, -3)},
          {"two rows", random_matrix(2, 3)},
          {"huge", 1e200 * random_matrix(11, 6)},
          {"tiny", 1e-200 * random_matrix(11, 6)},
          {"a denormal row", 1e-320 * random_matrix(1, 9)},
          {"a denormal column", 1e-320 * random_matrix(9, 1)},
          {"repeated values", MatrixD::Identity(19, 15)}};
}

SvdOptions with(SvdMethod method, int block = 8) {
  SvdOptions options;
  options.method = method;
  options.block = block;
  return options;
}

/// Blocks that leave a few on each side; small matrices are cut into single elements as well.
std::vector<int> blocks_for(const MatrixD& a) {
  return a.size() <= 60 ? std::vector<int>{8, 1} : std::vector<int>{8};
}

const std::vector<SvdMethod> exact{svd_method::automatic, &svd_method::pdgesvd, &svd_method::dc,
                                   &svd_method::qr_dc, &svd_method::polar};

void expect_values(const SvdResult& result, const MatrixD& a, const std::string& what) {
  const Eigen::VectorXd expected = testing::eigen_singular_values(a);
  ASSERT_EQ(result.k(), expected.size()) << what;
  for (std::int64_t i = 0; i < result.k(); ++i)
    ASSERT_NEAR(result.singular_values[static_cast<std::size_t>(i)], expected(i), 100 * epsilon * expected(0))
        << what << " " << i;
}

/// The decomposition multiplied out, on every rank.
MatrixD rebuilt(const SvdResult& result) {
  const Eigen::Map<const Eigen::VectorXd> values(result.singular_values.data(), result.k());
  return gather_rows(world(), result.u) * values.asDiagonal() * gather_rows(world(), result.v).transpose();
}

TEST(Svd, EveryMethodDecomposesEveryMatrix) {
  for (const Case& c : cases())
    for (const SvdMethod method : exact)
      for (const int block : blocks_for(c.a)) {
        const std::string what =
            c.name + " by " + to_string(method) + " in blocks of " + std::to_string(block);
        const SvdResult result = svd(world(), slab_of(c.a), with(method, block));
        expect_values(result, c.a, what);
        EXPECT_LT(result.checks.residual, 30) << what;
        EXPECT_LT(result.checks.orthogonality, 30) << what;
        EXPECT_LT(result.checks.sum_of_squares, 1e-12) << what;
        EXPECT_NE(result.method, svd_method::automatic);
        const double norm = std::max(result.frobenius, std::numeric_limits<double>::min());
        EXPECT_LT((rebuilt(result) / norm - c.a / norm).norm(), 1e-13) << what;
      }
}

TEST(Svd, DivideAndConquerOnALargeR) {
  // R beyond the gather limit takes the distributed way through the bidiagonal form.
  SvdOptions options = with(&svd_method::qr_dc, 4);
  options.gather_limit = 5;
  for (const Case& c : cases()) {
    const SvdResult result = svd(world(), slab_of(c.a), options);
    expect_values(result, c.a, c.name);
    EXPECT_LT(result.checks.residual, 30) << c.name;
    EXPECT_LT(result.checks.orthogonality, 30) << c.name;
  }
}

TEST(Svd, GramKeepsToItsLimits) {
  for (const Case& c : cases()) {
    const SvdResult result = svd(world(), slab_of(c.a), with(&svd_method::gram));
    const Eigen::VectorXd expected = testing::eigen_singular_values(c.a);
    ASSERT_GE(result.k(), 1) << c.name;
    for (std::int64_t i = 0; i < result.k(); ++i) {
      const double value = result.singular_values[static_cast<std::size_t>(i)];
      // The error of an eigenvalue of A^T A, eps s1^2, becomes eps s1^2 / s of its root.
      if (expected(0) == 0) continue;
      const double share = expected(i) / expected(0);
      EXPECT_NEAR(value / expected(0), share, 1e-14 / (share + 1e-7)) << c.name;
    }
    EXPECT_LT(result.checks.relative_residual, 1e-7) << c.name;
    const double smallest =
        result.frobenius > 0 ? result.singular_values.back() / result.singular_values.front() : 1;
    EXPECT_LT(result.checks.orthogonality, 30 / (smallest * smallest)) << c.name;
  }
}

TEST(Svd, KrylovKeepsToItsLimits) {
  // Of every matrix a third of its singular values: residuals to the tolerance, values to half of it, vectors
  // orthogonal, and nothing below 1e-7 of the largest.
  for (const Case& c : cases()) {
    SvdOptions options = with(&svd_method::krylov);
    options.rank = (std::min(c.a.rows(), c.a.cols()) + 2) / 3;
    const SvdResult result = svd(world(), slab_of(c.a), options);
    const Eigen::VectorXd expected = testing::eigen_singular_values(c.a);
    const double floor = 1e-7 * expected(0);
    std::int64_t visible = 0;
    while (visible < options.rank && expected(visible) > floor) ++visible;
    ASSERT_EQ(result.k(), visible) << c.name;
    for (std::int64_t i = 0; i < result.k(); ++i)
      EXPECT_NEAR(result.singular_values[static_cast<std::size_t>(i)] / expected(i), 1, 0.5e-3)
          << c.name << " " << i;
    if (visible == 0) continue;  // a zero matrix has no vectors to check
    EXPECT_LE(result.checks.relative_residual, 1e-3) << c.name;
    EXPECT_LT(result.checks.orthogonality, 30) << c.name;
  }
}

TEST(Svd, GramLeavesOutWhatItCannotSee) {
  const SvdResult result =
      svd(world(), slab_of(with_singular_values(40, 25, graded(25, 1e14))), with(&svd_method::gram));
  // 10^(-14 i / 24) is above 1e-6 for i up to 10.
  EXPECT_EQ(result.k(), 11);
  EXPECT_EQ(result.u.columns(), 11);
  EXPECT_NE(result.reason.find("14 singular values"), std::string::npos) << result.reason;
}

TEST(Svd, NoRankOfTheGridOwnsNothing) {
  SvdOptions options = with(&svd_method::dc, 8);
  options.grid = GridShape{world().size(), 1};
  const SvdResult result = svd(world(), slab_of(random_matrix(15, 7)), options);
  EXPECT_EQ(result.grid, (GridShape{std::min(world().size(), 2), 1}));
}

TEST(Svd, TruncatesToTheLargest) {
  const MatrixD a = random_matrix(40, 25);
  for (const SvdMethod method : exact) {
    SvdOptions options = with(method, 4);
    options.rank = 6;
    const SvdResult result = svd(world(), slab_of(a), options);
    ASSERT_EQ(result.k(), 6);
    EXPECT_EQ(result.u.columns(), 6);
    EXPECT_EQ(result.v.columns(), 6);
    EXPECT_LT(result.checks.residual, 30);
    EXPECT_LT(result.checks.orthogonality, 30);
    const testing::EigenSvd whole = testing::eigen_svd(a);
    const MatrixD best =
        whole.u.leftCols(6) * whole.values.head(6).asDiagonal() * whole.v.leftCols(6).transpose();
    EXPECT_LT((rebuilt(result) - best).norm(), 1e-12) << to_string(method);
    const RowSlab mine = low_rank(world(), result, 6);
    EXPECT_LT((mine.values - best.middleRows(mine.rows.begin, mine.rows.size())).norm(), 1e-12);
  }
}

TEST(Svd, ValuesOnlyAreTheSame) {
  for (const MatrixD& a : {random_matrix(40, 25), random_matrix(12, 45)})
    for (const SvdMethod method : exact) {
      SvdOptions options = with(method, 4);
      options.values_only = true;
      const SvdResult result = svd(world(), slab_of(a), options);
      expect_values(result, a, to_string(method));
      EXPECT_EQ(result.u.columns(), 0);
      EXPECT_EQ(result.v.columns(), 0);
    }
}

TEST(Svd, DoesNotDependOnGridBlockOrSlabs) {
  const MatrixD a = random_matrix(30, 18);
  const testing::EigenSvd expected = testing::eigen_svd(a);
  for (const GridShape shape : {GridShape{1, 1}, GridShape{world().size(), 1}, GridShape{1, world().size()}})
    for (const int block : {1, 7, 64}) {
      SvdOptions options = with(&svd_method::dc, block);
      options.grid = shape;
      const SvdResult result = svd(world(), uneven_slab_of(a), options);
      const RowMatrixD v = gather_rows(world(), result.v);
      for (std::int64_t j = 0; j < 18; ++j) {
        Eigen::Index largest = 0;
        expected.v.col(j).cwiseAbs().maxCoeff(&largest);
        EXPECT_GT(v(largest, j), 0);
        const double sign = expected.v(largest, j) > 0 ? 1 : -1;
        EXPECT_LT((v.col(j) - sign * expected.v.col(j)).norm(), 1e-11) << to_string(shape) << " " << block;
      }
    }
}

TEST(Svd, CornersAgreeWithEigen) {
  // 16 x 16 corners of a larger matrix of mixed scales, by every method: values, and vectors up to their
  // sign.
  const MatrixD large = with_singular_values(48, 48, graded(48, 1e3));
  for (std::int64_t corner = 0; corner < 3; ++corner) {
    const MatrixD a = large.block(16 * corner, 16 * corner, 16, 16);
    const testing::EigenSvd expected = testing::eigen_svd(a);
    for (const SvdMethod method :
         {svd_method::automatic, &svd_method::pdgesvd, &svd_method::dc, &svd_method::qr_dc,
          &svd_method::polar, &svd_method::gram, &svd_method::krylov}) {
      SvdOptions options = with(method, 3);
      if (method == &svd_method::krylov) options.rank = 16;
      const SvdResult result = svd(world(), slab_of(a), options);
      const std::string what = to_string(method) + ", corner " + std::to_string(corner);
      // Squared, the condition costs gram half of the digits of the smallest.
      const double tolerance = method == &svd_method::gram ? 1e-8 : 1e-12;
      ASSERT_EQ(result.k(), 16) << what;
      const MatrixD left = gather_rows(world(), result.u);
      const MatrixD right = gather_rows(world(), result.v);
      for (std::int64_t i = 0; i < 16; ++i) {
        EXPECT_NEAR(result.singular_values[static_cast<std::size_t>(i)], expected.values(i),
                    tolerance * expected.values(0))
            << what;
        const double sign = right.col(i).dot(expected.v.col(i)) > 0 ? 1 : -1;
        EXPECT_LT((right.col(i) - sign * expected.v.col(i)).norm(), 1e4 * tolerance) << what;
        EXPECT_LT((left.col(i) - sign * expected.u.col(i)).norm(), 1e4 * tolerance) << what;
      }
    }
  }
}

TEST(Svd, TakesABlockCyclicMatrix) {
  const MatrixD a = random_matrix(22, 13);
  const auto grid = std::make_shared<const ProcessGrid>(world(), square_grid(world().size()));
  const SvdResult result =
      svd(BlockCyclicMatrix::from_slab(grid, slab_of(a), 4), with(svd_method::automatic));
  expect_values(result, a, "block-cyclic");
  EXPECT_LT(result.checks.residual, 30);
}

TEST(Svd, RefusesWhatIsNotFinite) {
  MatrixD a = random_matrix(10, 4);
  a(7, 2) = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(svd(world(), slab_of(a)), Error);
  a(7, 2) = std::numeric_limits<double>::infinity();
  EXPECT_THROW(svd(world(), slab_of(a)), Error);
}

TEST(Svd, RefusesImpossibleRequests) {
  const RowSlab slab = slab_of(random_matrix(10, 4));
  SvdOptions too_many;
  too_many.rank = 5;
  EXPECT_THROW(svd(world(), slab, too_many), UsageError);
  SvdOptions too_large;
  too_large.grid = GridShape{world().size(), 2};
  EXPECT_THROW(svd(world(), slab, too_large), UsageError);
  EXPECT_THROW(svd(world(), slab_of(MatrixD(0, 4))), UsageError);
}

TEST(SvdChecks, SeeAWrongResult) {
  const MatrixD a = random_matrix(20, 8);
  SvdResult result = svd(world(), slab_of(a));
  result.v.values.array() *= 1 + 1e-9;
  const SvdChecks checks = check_svd(world(), slab_of(a), result);
  EXPECT_GT(checks.residual, 30);
  EXPECT_GT(checks.orthogonality, 30);
}

TEST(ChooseSvdMethod, GoesByShape) {
  const SvdOptions options;
  EXPECT_EQ(choose_svd_method(6000, 1500, options).method, &svd_method::qr_dc);
  EXPECT_EQ(choose_svd_method(1500, 6000, options).method, &svd_method::qr_dc);
  EXPECT_EQ(choose_svd_method(2000, 1900, options).method, &svd_method::dc);
  EXPECT_EQ(choose_svd_method(60000, 26001, options).method, &svd_method::polar);
  EXPECT_EQ(choose_svd_method(60000, 26000, options).method, &svd_method::qr_dc);
  SvdOptions asked;
  asked.method = &svd_method::pdgesvd;
  EXPECT_EQ(choose_svd_method(6000, 1500, asked).method, &svd_method::pdgesvd);
}

TEST(SvdMethod, NamesGoBothWays) {
  for (const char* name : {"auto", "pdgesvd", "dc", "qr-dc", "polar", "gram", "krylov"})
    EXPECT_EQ(to_string(parse_svd_method(name)), name);
  EXPECT_THROW(parse_svd_method("QR"), UsageError);
}

}  // namespace
}  // namespace crucible
