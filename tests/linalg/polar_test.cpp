#include "dense/polar.hpp"

#include "crucible/core/random.hpp"
#include "crucible/linalg/svd.hpp"
#include "dense/dense_kernels.hpp"
#include "grid/routines.hpp"
#include "matrices.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::graded;
using testing::random_matrix;
using testing::slab_of;
using testing::with_singular_values;
using testing::world;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

TEST(HalleyStep, RaisesTheBoundToOneInSixSteps) {
  for (const double start : {1.0, 0.9, 0.1, 1e-4, 1e-10, 1e-17}) {
    double bound = start;
    for (int i = 0; i < 6; ++i) {
      const HalleyStep step = halley_step(bound);
      // No singular value between the bound and 1 leaves the range that the next step counts on.
      for (double x = bound; x <= 1; x *= 1.07) {
        const double image = x * (step.a + step.b * x * x) / (1 + step.c * x * x);
        EXPECT_GE(image, step.bound * (1 - 1e-13)) << x << ' ' << bound;
        EXPECT_LE(image, 1 + 1e-13) << x << ' ' << bound;
      }
      bound = step.bound;
    }
    EXPECT_GT(bound, 1 - 10 * epsilon) << start;
  }
}

TEST(HalleyStep, IsHalleysOwnAtOne) {
  const HalleyStep step = halley_step(1);
  EXPECT_EQ(step.a, 3);
  EXPECT_EQ(step.b, 1);
  EXPECT_EQ(step.c, 3);
}

/// The polar factor of the triangle of `whole`, and the triangle, on rank 0.
struct Factored {
  MatrixD r;
  MatrixD w;
};
Factored polar_of(const MatrixD& whole, int block) {
  const auto grid = std::make_shared<const ProcessGrid>(
      world(), fitting_grid(square_grid(world().size()), whole.rows(), whole.cols(), block));
  auto a = BlockCyclicMatrix::from_slab(grid, slab_of(whole), block);
  qr_factor(a);
  const BlockCyclicMatrix r = upper_triangle(a);
  return {r.gather_to_root(), polar_factor(r).gather_to_root()};
}

TEST(PolarFactor, IsOrthogonalAndItsOtherFactorSymmetricAndNotNegative) {
  for (const double condition : {1.0, 10.0, 1e5, 1e11, 1e14})
    for (const int block : {3, 8}) {
      const Factored factored = polar_of(with_singular_values(31, 23, graded(23, condition)), block);
      if (!world().is_root()) continue;
      EXPECT_LT((factored.w.transpose() * factored.w - MatrixD::Identity(23, 23)).norm(), 1e-13) << condition;
      const MatrixD h = factored.w.transpose() * factored.r;
      EXPECT_LT((h - h.transpose()).norm(), 1e-13) << condition;
      const Eigen::VectorXd values = Eigen::Map<const Eigen::VectorXd>(local_eigen(h).values.data(), 23);
      EXPECT_GT(values.minCoeff(), -1e-14) << condition;
      EXPECT_NEAR(values(0), 1, 1e-13) << condition;
    }
}

/// All ways to cut the ranks of this run into rows and columns.
std::vector<GridShape> grids() {
  std::vector<GridShape> all;
  for (int rows = 1; rows <= world().size(); ++rows)
    if (world().size() % rows == 0) all.push_back({rows, world().size() / rows});
  return all;
}

void expect_as_lapack(const SvdResult& result, const MatrixD& a, const std::string& what) {
  const LocalSvd expected = local_svd(a, true);
  ASSERT_EQ(result.singular_values.size(), expected.values.size()) << what;
  const double unit = 20 * epsilon * expected.values.front();
  for (std::size_t i = 0; i < expected.values.size(); ++i)
    EXPECT_NEAR(result.singular_values[i], expected.values[i], unit) << what << ' ' << i;
  const auto k = static_cast<std::int64_t>(expected.values.size());
  const Eigen::Map<const Eigen::VectorXd> values(result.singular_values.data(), k);
  const RowMatrixD u = gather_rows(world(), result.u);
  const RowMatrixD v = gather_rows(world(), result.v);
  EXPECT_LT((u * values.asDiagonal() * v.transpose() - a).norm(), static_cast<double>(k) * unit) << what;
  EXPECT_LT(result.checks.orthogonality, 5) << what;
}

TEST(Polar, IsAsLapackOnRandomShapesGridsAndBlocks) {
  RandomStream random(5, RandomPurpose::test);
  const auto draw = [&](std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random.uniform() * static_cast<double>(most - least + 1));
  };
  for (int round = 0; round < 12; ++round)
    for (const GridShape grid : grids()) {
      const std::int64_t rows = draw(2, 60);
      const std::int64_t columns = draw(2, 60);
      SvdOptions options;
      options.method = &svd_method::polar;
      options.block = static_cast<int>(2 * draw(0, 6) + 1);
      options.grid = grid;
      MatrixD a = random_matrix(rows, columns, static_cast<std::uint64_t>(round));
      if (round % 3 == 1) a.col(columns / 2).setZero();
      if (round % 3 == 2) a.row(rows - 1) = a.row(0);
      expect_as_lapack(svd(world(), slab_of(a), options), a,
                       std::to_string(rows) + " x " + std::to_string(columns) + " in blocks of " +
                           std::to_string(options.block) + " on " + to_string(grid));
    }
}

TEST(Polar, CompletesTheVectorsOfZeros) {
  // Columns of zeros stay zeros in the polar factor, so that their left vectors must come from elsewhere.
  MatrixD a = random_matrix(30, 20);
  a.rightCols(7).setZero();
  a.col(2).setZero();
  SvdOptions options;
  options.method = &svd_method::polar;
  options.block = 5;
  expect_as_lapack(svd(world(), slab_of(a), options), a, "columns of zeros");
}

}  // namespace
}  // namespace crucible
