#include "grid/routines.hpp"

#include "dense/dense_kernels.hpp"
#include "eigen_svd.hpp"
#include "matrices.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::random_matrix;
using testing::slab_of;
using testing::world;

std::shared_ptr<const ProcessGrid> grid_of(GridShape shape) {
  return std::make_shared<const ProcessGrid>(world(), shape);
}

TEST(WorkspaceLength, RefusesWhatOverflows32Bits) {
  // 200000 x 20000 on one rank: pdgesvd's own query wraps round to 120316801.
  EXPECT_THROW(workspace_length("pdgesvd", 4415284097, 120316801), Error);
  EXPECT_THROW(workspace_length("pdgesvd", std::numeric_limits<int>::max(), 0), Error);
}

TEST(WorkspaceLength, RoundsUp) {
  EXPECT_EQ(workspace_length("pdgesvd", 100, 99.5), 101);
  EXPECT_EQ(workspace_length("pdgesvd", 100, 100.5), 102);
}

TEST(QrFactor, GivesBackTheMatrix) {
  const MatrixD whole = random_matrix(31, 10);
  const auto grid = grid_of(square_grid(world().size()));
  auto a = BlockCyclicMatrix::from_slab(grid, slab_of(whole), 3);
  const std::vector<double> tau = qr_factor(a);
  const BlockCyclicMatrix r = upper_triangle(a);
  BlockCyclicMatrix c(grid, 31, 10, 3);
  for (std::int64_t j = 0; j < r.local_columns(); ++j)
    std::copy_n(r.data() + j * r.leading_dimension(), r.local_rows(), c.data() + j * c.leading_dimension());
  apply_qr_q(a, tau, c);
  const MatrixD product = c.gather_to_root();
  const MatrixD triangle = r.gather_to_root();
  if (!world().is_root()) return;
  EXPECT_LT((product - whole).norm(), 1e-13);
  EXPECT_EQ(triangle, MatrixD(triangle.triangularView<Eigen::Upper>()));
}

TEST(Bidiagonalise, HasTheSameSingularValues) {
  const MatrixD whole = random_matrix(31, 10);
  auto a = BlockCyclicMatrix::from_slab(grid_of(square_grid(world().size())), slab_of(whole), 3);
  const Bidiagonal b = bidiagonalise(a);
  const MatrixD bidiagonal = testing::bidiagonal_matrix(b.diagonal, b.off_diagonal);
  EXPECT_LT((testing::eigen_singular_values(bidiagonal) - testing::eigen_singular_values(whole)).norm(),
            1e-13);
}

TEST(InvertTriangle, GivesTheInverse) {
  MatrixD r = random_matrix(29, 29).triangularView<Eigen::Upper>();
  r.diagonal().array() += 5;
  auto inverse = BlockCyclicMatrix::from_slab(grid_of(square_grid(world().size())), slab_of(r), 3);
  invert_triangle(inverse);
  const MatrixD whole = inverse.gather_to_root();
  if (!world().is_root()) return;
  EXPECT_LT((whole * r - MatrixD::Identity(29, 29)).norm(), 1e-11);
}

TEST(CholeskyFactor, DividesByTheGramMatrix) {
  const MatrixD whole = random_matrix(20, 9);
  const auto grid = grid_of(square_grid(world().size()));
  const auto a = BlockCyclicMatrix::from_slab(grid, slab_of(whole), 2);
  BlockCyclicMatrix gram = gram_matrix(a);
  cholesky_factor(gram);
  BlockCyclicMatrix divided = a.copy();
  solve_from_right(gram, divided);
  const MatrixD quotient = divided.gather_to_root();
  if (!world().is_root()) return;
  EXPECT_LT((quotient * (whole.transpose() * whole) - whole).norm(), 1e-12);
}

TEST(FormQ, IsTheFactorOfTheMatrix) {
  const MatrixD whole = random_matrix(31, 10);
  auto a = BlockCyclicMatrix::from_slab(grid_of(square_grid(world().size())), slab_of(whole), 3);
  const std::vector<double> tau = qr_factor(a);
  const MatrixD r = upper_triangle(a).gather_to_root();
  form_q(a, tau);
  const MatrixD q = a.gather_to_root();
  if (!world().is_root()) return;
  EXPECT_LT((q * r - whole).norm(), 1e-13);
  EXPECT_LT((q.transpose() * q - MatrixD::Identity(10, 10)).norm(), 1e-13);
}

TEST(SymmetricProduct, IsTheUpperTriangleOfBothProducts) {
  const MatrixD left = random_matrix(11, 11, 1);
  const MatrixD right = random_matrix(11, 11, 2);
  const auto grid = grid_of(square_grid(world().size()));
  const MatrixD product = symmetric_product(-0.5, BlockCyclicMatrix::from_slab(grid, slab_of(left), 3),
                                            BlockCyclicMatrix::from_slab(grid, slab_of(right), 3))
                              .gather_to_root();
  if (!world().is_root()) return;
  const MatrixD expected = -0.5 * (left.transpose() * right + right.transpose() * left);
  EXPECT_LT(MatrixD((product - expected).triangularView<Eigen::Upper>()).norm(), 1e-13);
}

TEST(DenseKernels, MultiplyInEveryWay) {
  const RowMatrixD a = random_matrix(7, 4, 1);
  const RowMatrixD b = random_matrix(4, 5, 2);
  RowMatrixD c = random_matrix(7, 5, 3);
  const RowMatrixD before = c;
  multiply(2, a, b, 3, c);
  EXPECT_LT((c - (2 * a * b + 3 * before)).norm(), 1e-13);
  RowMatrixD d = RowMatrixD::Zero(4, 5);
  multiply_transposed(1, a, before, 0, d);
  EXPECT_LT((d - a.transpose() * before).norm(), 1e-13);
  RowMatrixD e = RowMatrixD::Zero(7, 4);
  multiply_by_transposed(1, before, b, 0, e);
  EXPECT_LT((e - before * b.transpose()).norm(), 1e-13);
}

TEST(DenseKernels, MultiplyPartsOfMatrices) {
  const RowMatrixD a = random_matrix(7, 9, 1);
  RowMatrixD c = RowMatrixD::Zero(3, 6);
  multiply_transposed(1, a.middleCols(2, 3), a.rightCols(2), 0, c.middleCols(1, 2));
  EXPECT_LT((c.middleCols(1, 2) - a.middleCols(2, 3).transpose() * a.rightCols(2)).norm(), 1e-13);
  EXPECT_EQ(c.col(0).norm() + c.rightCols(3).norm(), 0);
}

TEST(DenseKernels, EigenvaluesDescend) {
  const LocalEigen eigen = local_eigen(MatrixD::Identity(2, 2) + MatrixD::Ones(2, 2));
  EXPECT_NEAR(eigen.values[0], 3, 1e-14);
  EXPECT_NEAR(eigen.values[1], 1, 1e-14);
  EXPECT_NEAR(std::abs(eigen.vectors(0, 0) + eigen.vectors(1, 0)), std::sqrt(2.0), 1e-14);
}

}  // namespace
}  // namespace crucible
