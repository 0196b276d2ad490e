#include "dense/pdgesvd.hpp"

#include "eigen_svd.hpp"
#include "matrices.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::random_matrix;
using testing::slab_of;
using testing::world;

/// Decomposes `whole` on `shape` in blocks of 2, whatever part of it a rank owns.
void expect_decomposed(const MatrixD& whole, GridShape shape) {
  const auto grid = std::make_shared<const ProcessGrid>(world(), shape);
  const std::int64_t n = whole.cols();
  auto a = BlockCyclicMatrix::from_slab(grid, slab_of(whole), 2);
  BlockCyclicMatrix u(grid, whole.rows(), n, 2);
  BlockCyclicMatrix vt(grid, n, n, 2);
  const std::vector<double> values = singular_values_pdgesvd(a, &u, &vt);
  const MatrixD left = u.gather_to_root();
  const MatrixD right = vt.gather_to_root();
  const Eigen::Map<const Eigen::VectorXd> s(values.data(), n);
  EXPECT_LT((s - testing::eigen_singular_values(whole)).norm(), 1e-13);
  if (!world().is_root()) return;
  EXPECT_LT((left * s.asDiagonal() * right - whole).norm(), 1e-13);
}

TEST(Pdgesvd, AcceptsRanksThatOwnNothing) {
  // Fewer rows than ranks: pdgesvd reports min(m, n) + 1 on some of these although its result is right.
  for (const std::int64_t rows : {6, 5, 4, 3})
    for (std::int64_t columns = 3; columns <= rows; ++columns)
      for (const GridShape shape : {GridShape{world().size(), 1}, square_grid(world().size())})
        expect_decomposed(random_matrix(rows, columns), shape);
}

TEST(Pdgesvd, RefusesVectorsThatPdgemr2dCannotMove) {
  EXPECT_NO_THROW(check_pdgemr2d(1 << 20, 256, {1, 1}, 64));
  EXPECT_THROW(check_pdgemr2d(1 << 20, 257, {1, 1}, 64), Error);
  EXPECT_NO_THROW(check_pdgemr2d(1 << 20, 257, {2, 1}, 64));
  // An uneven deal: one rank has nearly all of the block rows.
  EXPECT_THROW(check_pdgemr2d(1 << 20, 300, {2, 1}, 1 << 20), Error);
}

TEST(CheckSingularValues, FindsSilentFailures) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_NO_THROW(check_singular_values("x", {4, 3, 0}, 5, 1e-12));
  EXPECT_NO_THROW(check_singular_values("x", {0, 0}, 0, 1e-12));
  EXPECT_THROW(check_singular_values("x", {4, nan, 0}, 5, 1e-12), NumericalError);
  EXPECT_THROW(check_singular_values("x", {3, 4, 0}, 5, 1e-12), NumericalError);
  EXPECT_THROW(check_singular_values("x", {4, 3, -1}, 5, 1e-12), NumericalError);
  EXPECT_THROW(check_singular_values("x", {4, 3.001, 0}, 5, 1e-12), NumericalError);
}

TEST(PdgesvdWorkspace, IsCountedIn64Bits) {
  EXPECT_GE(pdgesvd_workspace(200000, 20000, {1, 1}, 64, true), 4415284097);
  EXPECT_LT(pdgesvd_workspace(200000, 20000, {1, 1}, 64, true), 4425000000);
}

}  // namespace
}  // namespace crucible
