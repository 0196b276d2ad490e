#include "crucible/data/train_data.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(DefaultRotateShards, LeavesRunsOfEightRatings) {
  EXPECT_EQ(default_rotate_shards(6'000'000, 53'000, 10'000), 16);  // 113 a user: at least 16
  EXPECT_EQ(default_rotate_shards(9'000'000, 30'000, 10'000), 32);  // 300 a user
  EXPECT_EQ(default_rotate_shards(9'000'000, 9'000, 10'000), 64);   // 1000 a user: at most 64
}

TEST(DefaultRotateShards, GrowsWithTheDataSoThatManyRanksCanHelp) {
  EXPECT_EQ(default_rotate_shards(100'000'000, 480'000, 17'770), 64);
  EXPECT_EQ(default_rotate_shards(50'000'000, 480'000, 17'770), 32);
}

TEST(DefaultRotateShards, IsSmallForLittleData) {
  EXPECT_EQ(default_rotate_shards(20'000, 500, 900), 5);
  EXPECT_EQ(default_rotate_shards(90'000, 24, 900), 3);
  EXPECT_EQ(default_rotate_shards(90'000, 900, 40), 5);
  EXPECT_EQ(default_rotate_shards(10, 2, 3), 1);
  EXPECT_EQ(default_rotate_shards(0, 0, 0), 1);
}

}  // namespace
}  // namespace crucible
