#include "crucible/linalg/spd_inverse.hpp"

#include "crucible/core/error.hpp"
#include "crucible/linalg/host_memory.hpp"
#include "matrices.hpp"

#include <limits>
#include <string>
#include <vector>

#include <Eigen/Dense>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

/// A symmetric matrix with eigenvalues from `least` to 1, and something else below its diagonal.
MatrixD symmetric(std::int64_t n, double least) {
  const Eigen::VectorXd values = Eigen::VectorXd::LinSpaced(n, least, 1);
  const MatrixD q = testing::random_orthonormal(n, n, 3);
  return q * values.asDiagonal() * q.transpose();
}

BlockCyclicMatrix upper_on_grid(const MatrixD& whole, GridShape shape, int block) {
  MatrixD upper = whole;
  upper.triangularView<Eigen::StrictlyLower>().setConstant(77);
  const auto grid =
      std::make_shared<const ProcessGrid>(world(), fitting_grid(shape, whole.rows(), whole.rows(), block));
  return BlockCyclicMatrix::from_slab(grid, testing::slab_of(upper), block);
}

/// One row, one column, and the squarest grid.
std::vector<GridShape> shapes() {
  return {square_grid(world().size()), {1, world().size()}, {world().size(), 1}};
}

class SpdInverse : public ::testing::TestWithParam<std::int64_t> {};

TEST_P(SpdInverse, IsThatOfEigenOnEveryGrid) {
  const std::int64_t n = GetParam();
  const MatrixD whole = symmetric(n, 1e-3);
  const MatrixD expected = whole.inverse();
  for (const GridShape shape : shapes()) {
    BlockCyclicMatrix a = upper_on_grid(whole, shape, 4);
    invert_spd(a);
    const IndexRange mine = even_part(n, world().size(), world().rank());
    const MatrixD rows = symmetric_rows(a, mine);
    ASSERT_EQ(rows.rows(), mine.size());
    // An inverse loses as many digits as the condition number has, here three.
    EXPECT_LT((rows - expected.middleRows(mine.begin, mine.size())).norm(), 1e-12 * expected.norm())
        << to_string(shape);
  }
}

// 300 rows are more than one step of symmetric_rows() for up to two ranks; 1 is fewer than ranks.
INSTANTIATE_TEST_SUITE_P(Sizes, SpdInverse, ::testing::Values(1, 2, 5, 37, 300));

TEST(SymmetricRows, MayOverlapAndBeEmpty) {
  const MatrixD whole = symmetric(23, 0.5);
  const BlockCyclicMatrix a = upper_on_grid(whole, square_grid(world().size()), 4);
  const IndexRange mine = world().is_root() ? IndexRange{0, 23} : IndexRange{5, 5 + world().rank() % 2};
  const MatrixD rows = symmetric_rows(a, mine);
  EXPECT_LT((rows - whole.middleRows(mine.begin, mine.size())).norm(), 1e-15 * whole.norm());
}

TEST(SpdInverse, RefusesWhatIsNotPositiveDefinite) {
  MatrixD whole = MatrixD::Identity(9, 9);
  whole(5, 5) = -1;
  for (const GridShape shape : shapes()) {
    BlockCyclicMatrix a = upper_on_grid(whole, shape, 2);
    try {
      invert_spd(a);
      ADD_FAILURE() << "taken";
    } catch (const NumericalError& error) {
      EXPECT_TRUE(error.on_all_ranks());
      EXPECT_NE(std::string(error.what()).find("order 6"), std::string::npos) << error.what();
    }
  }
}

TEST(SpdInverseNeed, IsSharedByRanksAndCountsBothMatrices) {
  const std::int64_t n = 20000;
  const double square = 8.0 * 20000 * 20000;
  const MemoryNeed one = spd_inverse_need(n, 1);
  EXPECT_GT(static_cast<double>(one.bytes_per_rank), 2 * square);
  EXPECT_LT(static_cast<double>(one.bytes_per_rank), 2.1 * square);
  const MemoryNeed four = spd_inverse_need(n, 4);
  EXPECT_EQ(four.grid, (GridShape{2, 2}));
  EXPECT_LT(static_cast<double>(four.bytes_per_rank), 0.6 * square);
}

TEST(SpdInverseNeed, RefusesWhatCannotBe) {
  const MemoryNeed large = spd_inverse_need(100000, 1);
  EXPECT_FALSE(large.impossible.empty());
  try {
    require_memory(world(), large, "this", "do that");
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::memory);
    EXPECT_TRUE(error.on_all_ranks());
    EXPECT_NE(std::string(error.what()).find("2^31"), std::string::npos) << error.what();
  }
}

TEST(RequireMemory, NamesWhatItIsForAndItsSize) {
  MemoryNeed need;
  need.bytes_per_rank = need.bytes_on_root = std::int64_t{1} << 60;
  try {
    require_memory(world(), need, "this work", "do less");
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    const std::string text = error.what();
    EXPECT_EQ(error.kind(), ErrorKind::memory);
    EXPECT_EQ(text.find("this work needs 1"), 0U) << text;
    EXPECT_NE(text.find("GiB"), std::string::npos) << text;
    EXPECT_NE(text.find("do less"), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace crucible
