#include "grid/symmetric_eigen.hpp"

#include "dense/dense_kernels.hpp"
#include "matrices.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::graded;
using testing::random_matrix;
using testing::random_orthonormal;
using testing::slab_of;
using testing::world;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

struct Solver {
  std::string name;
  std::function<std::vector<double>(BlockCyclicMatrix&, BlockCyclicMatrix&)> run;
};

std::vector<Solver> solvers() {
  std::vector<Solver> all = {{"the usual one", symmetric_eigen}, {"pdsyevd", eigen_by_pdsyevd}};
  if (has_elpa()) all.push_back({"ELPA", eigen_by_elpa});
  return all;
}

/// All grids of all ranks, and one that leaves a rank out; cut to the blocks of an (n x n) matrix.
std::vector<GridShape> grids(std::int64_t n, int block) {
  const int ranks = world().size();
  std::vector<GridShape> all;
  for (int columns = 1; columns <= ranks; ++columns)
    if (ranks % columns == 0) all.push_back(fitting_grid({ranks / columns, columns}, n, n, block));
  if (ranks > 1) all.push_back(fitting_grid({1, ranks - 1}, n, n, block));
  return all;
}

MatrixD with_eigenvalues(const Eigen::VectorXd& values) {
  const MatrixD q = random_orthonormal(values.size(), values.size(), 7);
  const MatrixD a = q * values.asDiagonal() * q.transpose();
  return (a + a.transpose()) / 2;
}

/// Compares with LAPACK's dsyevd. What is below the diagonal must not be read.
void expect_right(const Solver& solver, const MatrixD& whole, GridShape shape, int block,
                  const std::string& what) {
  const std::int64_t n = whole.rows();
  const std::string where = what + ", n = " + std::to_string(n) + ", blocks of " + std::to_string(block) +
                            ", " + to_string(shape) + ", " + solver.name;
  MatrixD triangle = whole;
  triangle.triangularView<Eigen::StrictlyLower>().setConstant(1e10);
  const auto grid = std::make_shared<const ProcessGrid>(world(), shape);
  auto a = BlockCyclicMatrix::from_slab(grid, slab_of(triangle), block);
  BlockCyclicMatrix vectors(grid, n, n, block);
  const std::vector<double> values = solver.run(a, vectors);
  const MatrixD v = vectors.gather_to_root();
  EXPECT_EQ(world().min_value(values.front()), world().max_value(values.front())) << where;
  if (!world().is_root()) return;
  ASSERT_EQ(static_cast<std::int64_t>(values.size()), n) << where;
  const Eigen::Map<const Eigen::VectorXd> w(values.data(), n);
  const double scale = static_cast<double>(n) * epsilon * std::max(whole.norm(), 1e-300);
  EXPECT_LT((whole * v - v * w.asDiagonal()).norm() / scale, 10) << where;
  EXPECT_LT((v.transpose() * v - MatrixD::Identity(n, n)).norm() / (static_cast<double>(n) * epsilon), 10)
      << where;
  const std::vector<double> expected = local_eigen(whole).values;  // they descend
  for (std::int64_t i = 0; i < n; ++i)
    ASSERT_LT(std::abs(values[static_cast<std::size_t>(i)] - expected[static_cast<std::size_t>(n - 1 - i)]),
              10 * scale)
        << where << ", value " << i;
}

void expect_right(const MatrixD& whole, const std::vector<int>& blocks, const std::string& what) {
  for (const Solver& solver : solvers())
    for (const int block : blocks)
      for (const GridShape shape : grids(whole.rows(), block))
        expect_right(solver, whole, shape, block, what);
}

Eigen::VectorXd clustered(std::int64_t n) {
  Eigen::VectorXd values(n);
  for (std::int64_t i = 0; i < n; ++i) values(i) = i % 3 == 0 ? 1 + 1e-14 * static_cast<double>(i) : 2;
  return values;
}

TEST(SymmetricEigen, SmallOrders) {
  for (const std::int64_t n : {1, 2, 3, 4, 5, 7, 16, 17}) {
    const MatrixD a = random_matrix(n, n);
    expect_right(a + a.transpose(), {1, 2, 3, 64}, "random");
  }
}

TEST(SymmetricEigen, OddBlocks) {
  const MatrixD a = random_matrix(83, 83);
  expect_right(a + a.transpose(), {5, 13, 32, 41, 83}, "random");
}

TEST(SymmetricEigen, SeveralBlocksOfTheUsualSize) {
  const MatrixD a = random_matrix(150, 150);
  expect_right(a + a.transpose(), {64}, "random");
}

TEST(SymmetricEigen, SpectraThatAreDifficult) {
  constexpr std::int64_t n = 61;
  Eigen::VectorXd deficient = graded(n, 10);
  deficient.tail(n / 2).setZero();
  const std::vector<std::pair<std::string, Eigen::VectorXd>> spectra = {
      {"clustered", clustered(n)},
      {"graded", graded(n, 1e16)},
      {"rank-deficient", deficient},
      {"of both signs", graded(n, 1e3) - graded(n, 1e3).reverse()}};
  for (const auto& [name, values] : spectra) expect_right(with_eigenvalues(values), {7, 16}, name);
}

TEST(SymmetricEigen, SmallAndLargeElements) {
  // ELPA deflates by an absolute tolerance where several ranks divide and conquer.
  const MatrixD a = random_matrix(40, 40);
  for (const int digits : {-140, -12, 12, 140})
    expect_right(std::pow(10.0, digits) * (a + a.transpose()), {7}, "times 1e" + std::to_string(digits));
}

TEST(SymmetricEigen, SimpleMatrices) {
  expect_right(MatrixD::Identity(29, 29), {4}, "identity");
  expect_right(-MatrixD::Identity(29, 29), {4}, "minus identity");
  expect_right(MatrixD::Zero(29, 29), {4}, "zero");
  expect_right(MatrixD::Ones(29, 29), {4}, "ones");
  expect_right(graded(29, 1e5).asDiagonal(), {4}, "diagonal");
}

TEST(SymmetricEigen, RefusesWhatIsNotFinite) {
  if (!has_elpa()) {
    std::printf("Skipped: crucible was built without ELPA\n");
    return;
  }
  for (const double value : {std::numeric_limits<double>::quiet_NaN(), HUGE_VAL}) {
    MatrixD whole = MatrixD::Identity(20, 20);
    whole(3, 11) = value;
    const auto grid = std::make_shared<const ProcessGrid>(world(), square_grid(world().size()));
    auto a = BlockCyclicMatrix::from_slab(grid, slab_of(whole), 3);
    BlockCyclicMatrix vectors(grid, 20, 20, 3);
    EXPECT_THROW(eigen_by_elpa(a, vectors), NumericalError);
  }
}

}  // namespace
}  // namespace crucible
