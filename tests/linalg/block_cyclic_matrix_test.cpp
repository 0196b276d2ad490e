#include "crucible/linalg/block_cyclic_matrix.hpp"

#include "matrices.hpp"
#include "world.hpp"

#include <limits>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::random_matrix;
using testing::slab_of;
using testing::uneven_slab_of;
using testing::world;

std::shared_ptr<const ProcessGrid> grid_of(GridShape shape) {
  return std::make_shared<const ProcessGrid>(world(), shape);
}

std::vector<GridShape> shapes() {
  std::vector<GridShape> all{{1, 1}, {world().size(), 1}, {1, world().size()}, square_grid(world().size())};
  if (world().size() > 2) all.push_back({1, world().size() - 1});  // one rank outside
  return all;
}

TEST(CyclicAxis, EveryIndexHasOnePlace) {
  for (const int block : {1, 3, 64})
    for (const int parts : {1, 2, 5}) {
      const CyclicAxis axis{17, block, parts};
      std::vector<std::int64_t> seen(static_cast<std::size_t>(parts));
      for (std::int64_t i = 0; i < axis.count; ++i) {
        const int owner = axis.owner(i);
        EXPECT_EQ(axis.local(i), seen[static_cast<std::size_t>(owner)]++);
        EXPECT_EQ(axis.global(owner, axis.local(i)), i);
      }
      for (int part = 0; part < parts; ++part)
        EXPECT_EQ(axis.local_count(part), seen[static_cast<std::size_t>(part)]);
    }
}

TEST(CyclicAxis, FirstLocalCountsWhatComesBefore) {
  const CyclicAxis axis{29, 3, 4};
  for (int part = 0; part < 4; ++part)
    for (std::int64_t at = 0; at <= 40; ++at) {
      std::int64_t before = 0;
      for (std::int64_t i = 0; i < std::min<std::int64_t>(at, axis.count); ++i)
        before += axis.owner(i) == part ? 1 : 0;
      EXPECT_EQ(axis.first_local(part, at), before) << part << " " << at;
    }
}

TEST(BlockCyclicMatrix, FillAndGatherAgree) {
  for (const GridShape shape : shapes()) {
    BlockCyclicMatrix a(grid_of(shape), 23, 17, 4);
    a.fill([](IndexRange rows, IndexRange columns, double* out, std::int64_t ld) {
      for (std::int64_t j = 0; j < columns.size(); ++j)
        for (std::int64_t i = 0; i < rows.size(); ++i)
          out[i + j * ld] = static_cast<double>(1000 * (rows.begin + i) + columns.begin + j);
    });
    const MatrixD whole = a.gather_to_root();
    for (std::int64_t i = 0; i < whole.rows(); ++i)
      for (std::int64_t j = 0; j < whole.cols(); ++j)
        ASSERT_EQ(whole(i, j), static_cast<double>(1000 * i + j)) << to_string(shape);
  }
}

TEST(BlockCyclicMatrix, SlabsGoInAndComeOut) {
  const MatrixD whole = random_matrix(37, 21);
  for (const GridShape shape : shapes())
    for (const int block : {1, 5, 64})
      for (const RowSlab& slab : {slab_of(whole), uneven_slab_of(whole)}) {
        const auto a = BlockCyclicMatrix::from_slab(grid_of(shape), slab, block);
        const RowSlab out = a.to_slab(slab.rows, 21);
        EXPECT_EQ(out.values, slab.values);
        EXPECT_EQ(out.total_rows, 37);
        EXPECT_EQ(a.to_slab(slab.rows, 4).values, slab.values.leftCols(4));
      }
}

TEST(BlockCyclicMatrix, TransposesOnTheWay) {
  const MatrixD whole = random_matrix(37, 21);
  for (const GridShape shape : shapes()) {
    const RowSlab slab = uneven_slab_of(whole);
    const auto transposed = BlockCyclicMatrix::from_slab(grid_of(shape), slab, 4, true);
    EXPECT_EQ(transposed.rows(), 21);
    const RowSlab turned = slab_of(whole.transpose());
    EXPECT_EQ(transposed.to_slab(turned.rows, 37).values, turned.values);
    EXPECT_EQ(transposed.to_transposed_slab(slab.rows, 37).values, slab.values);
    const IndexRange few = even_part(5, world().size(), world().rank());
    EXPECT_EQ(transposed.to_transposed_slab(few, 5).values, whole.middleRows(few.begin, few.size()));
  }
}

TEST(BlockCyclicMatrix, RanksThatOwnNothingTakePart) {
  const MatrixD whole = random_matrix(2, 1);
  const auto a = BlockCyclicMatrix::from_slab(grid_of({world().size(), 1}), slab_of(whole), 1);
  EXPECT_GE(a.leading_dimension(), 1);
  const MatrixD back = a.gather_to_root();
  EXPECT_EQ(back, world().is_root() ? whole : MatrixD());
}

TEST(BlockCyclicMatrix, NormIsSafeFromOverflow) {
  const MatrixD whole = 1e200 * random_matrix(9, 5);
  const auto a = BlockCyclicMatrix::from_slab(grid_of({world().size(), 1}), slab_of(whole), 2);
  EXPECT_NEAR(a.frobenius_norm() / 1e200, (whole / 1e200).norm(), 1e-12);
}

TEST(BlockCyclicMatrix, FindsWhatIsNotFinite) {
  MatrixD whole = random_matrix(9, 5);
  whole(8, 4) = std::numeric_limits<double>::quiet_NaN();
  const auto a = BlockCyclicMatrix::from_slab(grid_of({world().size(), 1}), slab_of(whole), 2);
  EXPECT_THROW(a.check_finite("test"), NumericalError);
}

TEST(BlockCyclicMatrix, RefusesPartsThatScalapackCannotAddress) {
  EXPECT_THROW(BlockCyclicMatrix(grid_of({1, 1}), 50000, 50000), Error);
  EXPECT_THROW(BlockCyclicMatrix(grid_of({1, 1}), std::int64_t{1} << 33, 1), Error);
}

TEST(RowSlab, GathersColumns) {
  const MatrixD whole = random_matrix(13, 7);
  EXPECT_EQ(gather_rows(world(), uneven_slab_of(whole)), RowMatrixD(whole));
  EXPECT_EQ(gather_columns(world(), slab_of(whole), {2, 5}), RowMatrixD(whole.middleCols(2, 3)));
}

TEST(RowSlab, CheckNamesTheElementThatIsNotFinite) {
  MatrixD whole = random_matrix(13, 7);
  whole(9, 3) = std::numeric_limits<double>::infinity();
  try {
    check_slab(world(), slab_of(whole), "x.h5");
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_NE(std::string(error.what()).find("x.h5: the element in row 9, column 3"), std::string::npos);
  }
}

TEST(RowSlab, CheckRefusesGaps) {
  RowSlab slab = slab_of(random_matrix(13, 7));
  slab.total_rows = 14;
  EXPECT_THROW(check_slab(world(), slab, "x"), Error);
}

}  // namespace
}  // namespace crucible
