#include "crucible/linalg/process_grid.hpp"

#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(SquareGrid, IsTheMostSquareFactorisation) {
  EXPECT_EQ(square_grid(1), (GridShape{1, 1}));
  EXPECT_EQ(square_grid(2), (GridShape{2, 1}));
  EXPECT_EQ(square_grid(4), (GridShape{2, 2}));
  EXPECT_EQ(square_grid(6), (GridShape{3, 2}));
  EXPECT_EQ(square_grid(7), (GridShape{7, 1}));
  EXPECT_EQ(square_grid(36), (GridShape{6, 6}));
}

TEST(FittingGrid, LeavesNoRankWithoutABlock) {
  EXPECT_EQ(fitting_grid({3, 2}, 1000, 1000, 64), (GridShape{3, 2}));
  EXPECT_EQ(fitting_grid({3, 2}, 65, 64, 64), (GridShape{2, 1}));
  EXPECT_EQ(fitting_grid({3, 2}, 1, 1, 64), (GridShape{1, 1}));
}

TEST(ParseGrid, TakesRowsAndColumnsOnly) {
  EXPECT_EQ(parse_grid("2x3"), (GridShape{2, 3}));
  for (const char* text : {"", "2", "x", "2x", "x3", "0x3", "2x-1", "2x3x4", " 2x3", "2X3", "99999999999x1"})
    EXPECT_THROW(parse_grid(text), UsageError) << text;
  EXPECT_EQ(to_string(GridShape{2, 3}), "2x3");
}

TEST(ProcessGrid, NumbersItsPlacesRowByRow) {
  const ProcessGrid grid(world(), square_grid(world().size()));
  ASSERT_TRUE(grid.member());
  EXPECT_EQ(grid.rank_of(grid.row(), grid.column()), world().rank());
}

TEST(ProcessGrid, LeavesRanksOutside) {
  const ProcessGrid grid(world(), {1, 1});
  EXPECT_EQ(grid.member(), world().is_root());
  EXPECT_EQ(grid.context() == -1, !world().is_root());
}

TEST(ProcessGrid, WorksOnAPartOfTheWorld) {
  const Communicator half = world().split(world().rank() % 2, world().rank());
  const ProcessGrid grid(half, {half.size(), 1});
  EXPECT_EQ(grid.row(), half.rank());
}

TEST(ProcessGrid, RefusesMoreRanksThanThereAre) {
  EXPECT_THROW(ProcessGrid(world(), {world().size() + 1, 1}), UsageError);
  EXPECT_THROW(ProcessGrid(world(), {100000, 100000}), UsageError);
}

}  // namespace
}  // namespace crucible
