// Householder reductions of matrices whose columns are dealt out whole.
#include "columns/column_bidiagonal.hpp"
#include "columns/column_qr.hpp"
#include "eigen_svd.hpp"
#include "matrices.hpp"

#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Householder>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::random_matrix;
using testing::slab_of;
using testing::world;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

BlockCyclicMatrix dealt(const MatrixD& whole, int block) {
  const GridShape shape = fitting_grid({1, world().size()}, whole.rows(), whole.cols(), block);
  return BlockCyclicMatrix::from_slab(std::make_shared<const ProcessGrid>(world(), shape), slab_of(whole),
                                      block);
}

/// The first columns of I, dealt out like `a`.
BlockCyclicMatrix unit_columns(const BlockCyclicMatrix& a, std::int64_t rows, std::int64_t columns) {
  return BlockCyclicMatrix::from_slab(a.shared_grid(), slab_of(MatrixD::Identity(rows, columns)), a.block());
}

void expect_orthonormal(const MatrixD& q, const std::string& what) {
  const MatrixD gram = q.transpose() * q;
  EXPECT_LT((gram - MatrixD::Identity(q.cols(), q.cols())).norm(),
            10 * static_cast<double>(q.rows()) * epsilon)
      << what;
}

/// A = Q B P^T, with orthonormal columns of Q and P.
void expect_bidiagonal_form(const MatrixD& whole, int block, const std::string& what) {
  const std::int64_t n = whole.cols();
  BlockCyclicMatrix a = dealt(whole, block);
  const ColumnBidiagonal b = bidiagonalise_columns(a);
  BlockCyclicMatrix q = unit_columns(a, whole.rows(), n);
  BlockCyclicMatrix p = unit_columns(a, n, n);
  apply_bidiagonal_q(a, b, q);
  apply_bidiagonal_p(a, b, p);
  const MatrixD whole_q = q.gather_to_root();
  const MatrixD whole_p = p.gather_to_root();
  if (!world().is_root()) return;
  const MatrixD bidiagonal = testing::bidiagonal_matrix(b.diagonal, b.off_diagonal);
  EXPECT_LE((whole_q * bidiagonal * whole_p.transpose() - whole).norm(),
            10 * static_cast<double>(whole.rows()) * epsilon * whole.norm())
      << what;
  expect_orthonormal(whole_q, what);
  expect_orthonormal(whole_p, what);
}

TEST(ColumnBidiagonal, TimesItsReflectorsIsTheMatrix) {
  // Sizes on both sides of a panel of 32, of two, and of a block.
  for (const auto& [rows, columns] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {1, 1}, {2, 2}, {7, 1}, {9, 2}, {31, 10}, {33, 32}, {33, 33}, {40, 34}, {70, 65}, {130, 97}})
    for (const int block : {1, 3, 16, 64})
      expect_bidiagonal_form(
          random_matrix(rows, columns), block,
          std::to_string(rows) + " x " + std::to_string(columns) + " in blocks of " + std::to_string(block));
}

TEST(ColumnBidiagonal, OfMoreThanOneGroupOfReflectorsAndPartOfTheCache) {
  for (const int block : {7, 64, 300})
    expect_bidiagonal_form(random_matrix(700, 290), block, std::to_string(block));
}

TEST(ColumnBidiagonal, OfMatricesWithoutFullRank) {
  expect_bidiagonal_form(MatrixD::Zero(40, 35), 8, "zeros");
  expect_bidiagonal_form(MatrixD::Ones(40, 35), 8, "ones");
  expect_bidiagonal_form(MatrixD::Identity(40, 35), 8, "the identity");
  expect_bidiagonal_form(random_matrix(40, 3) * random_matrix(3, 35, 2), 8, "rank 3");
  expect_bidiagonal_form(testing::with_singular_values(60, 50, testing::graded(50, 1e16)), 8, "graded");
  MatrixD holes = random_matrix(50, 40);
  holes.middleRows(3, 20).setZero();
  holes.middleCols(5, 20).setZero();
  expect_bidiagonal_form(holes, 8, "rows and columns of zeros");
  // Rows whose squares underflow, or lose digits because they are denormal.
  for (const double size : {1e-150, 1e-154, 1e-156, 1e-158, 1e-160, 1e-161, 1e-162, 1e-200}) {
    MatrixD tiny = MatrixD::Zero(60, 50);
    tiny.topLeftCorner(30, 25) = random_matrix(30, 25);
    tiny.bottomRightCorner(30, 25) = size * random_matrix(30, 25, 2);
    expect_bidiagonal_form(tiny, 8, "a block of size 10^" + std::to_string(std::log10(size)));
  }
}

TEST(ColumnBidiagonal, IsThatOfOneReflectorAfterTheOtherUpToSigns) {
  const MatrixD whole = random_matrix(50, 41);
  BlockCyclicMatrix a = dealt(whole, 4);
  const ColumnBidiagonal b = bidiagonalise_columns(a);
  MatrixD expected = whole;  // by reflectors of Eigen, one after the other
  Eigen::VectorXd work(whole.rows());
  for (std::int64_t c = 0; c < whole.cols(); ++c) {
    double tau = 0;
    double beta = 0;
    Eigen::VectorXd tail(whole.rows() - c - 1);
    expected.col(c).tail(whole.rows() - c).makeHouseholder(tail, tau, beta);
    expected.bottomRightCorner(whole.rows() - c, whole.cols() - c)
        .applyHouseholderOnTheLeft(tail, tau, work.data());
    EXPECT_NEAR(std::abs(b.diagonal[static_cast<std::size_t>(c)]), std::abs(beta), 1e-12) << c;
    if (c + 1 == whole.cols()) break;
    Eigen::VectorXd row_tail(whole.cols() - c - 2);
    expected.row(c).tail(whole.cols() - c - 1).transpose().makeHouseholder(row_tail, tau, beta);
    expected.bottomRightCorner(whole.rows() - c, whole.cols() - c - 1)
        .applyHouseholderOnTheRight(row_tail, tau, work.data());
    EXPECT_NEAR(std::abs(b.off_diagonal[static_cast<std::size_t>(c)]), std::abs(beta), 1e-12) << c;
  }
}

TEST(ColumnQr, TimesItsReflectorsIsTheMatrix) {
  for (const auto& [rows, columns] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {1, 1}, {9, 9}, {31, 10}, {64, 64}, {130, 97}, {400, 290}})
    for (const int block : {1, 7, 64, 300}) {
      const std::string what =
          std::to_string(rows) + " x " + std::to_string(columns) + " in blocks of " + std::to_string(block);
      const MatrixD whole = random_matrix(rows, columns);
      BlockCyclicMatrix a = dealt(whole, block);
      const std::vector<FactoredColumns> parts = factor_columns(a);
      BlockCyclicMatrix q = unit_columns(a, rows, columns);
      apply_columns_q(a, parts, q);
      const MatrixD whole_q = q.gather_to_root();
      const MatrixD factored = a.gather_to_root();
      if (!world().is_root()) continue;
      const MatrixD r = factored.topRows(columns).triangularView<Eigen::Upper>();
      EXPECT_LT((whole_q * r - whole).norm(), 10 * static_cast<double>(rows) * epsilon * whole.norm())
          << what;
      expect_orthonormal(whole_q, what);
    }
}

TEST(RowGrid, IsOneRowForFewRanksWithABlockEach) {
  EXPECT_EQ(row_grid(1, 1), (GridShape{1, 1}));
  EXPECT_EQ(row_grid(6, 6), (GridShape{1, 6}));
  EXPECT_EQ(row_grid(6, 5), (GridShape{3, 2}));
  EXPECT_EQ(row_grid(16, 100), (GridShape{1, 16}));
  EXPECT_EQ(row_grid(36, 100), (GridShape{6, 6}));
}

}  // namespace
}  // namespace crucible
