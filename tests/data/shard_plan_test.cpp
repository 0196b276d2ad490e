#include "crucible/data/shard_plan.hpp"

#include "crucible/core/error.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(ShardPlan, CutsWhereTheRatingsBeforeComeNearestToTheShare) {
  const std::vector<std::int64_t> offsets = {0, 10, 11, 12, 20, 30};  // 10, 1, 1, 8, 10 ratings
  EXPECT_EQ(plan_shards(offsets, 3).boundaries, (std::vector<std::int64_t>{0, 1, 4, 5}));
  EXPECT_EQ(plan_shards(offsets, 2).boundaries, (std::vector<std::int64_t>{0, 3, 5}));
}

TEST(ShardPlan, CoversEveryUserOnceWithMoreShardsThanUsers) {
  const ShardPlan plan = plan_shards(std::vector<std::int64_t>{0, 4, 8}, 5);
  ASSERT_EQ(plan.shards(), 5);
  std::int64_t next = 0;
  for (std::int64_t s = 0; s < plan.shards(); ++s) {
    EXPECT_EQ(plan.users(s).begin, next);
    next = plan.users(s).end;
  }
  EXPECT_EQ(next, 2);
}

TEST(ShardPlan, OneUserWithNearlyAllRatingsLeavesNobodyOut) {
  const ShardPlan plan = plan_shards(std::vector<std::int64_t>{0, 1000, 1001, 1002, 1003}, 4);
  EXPECT_EQ(plan.boundaries.front(), 0);
  EXPECT_EQ(plan.boundaries.back(), 4);
  EXPECT_TRUE(std::is_sorted(plan.boundaries.begin(), plan.boundaries.end()));
}

TEST(ShardPlan, HoldsNoUsersAndNoRatings) {
  EXPECT_EQ(plan_shards(std::vector<std::int64_t>{0}, 2).boundaries, (std::vector<std::int64_t>{0, 0, 0}));
  EXPECT_EQ(plan_shards(std::vector<std::int64_t>{0, 0, 0}, 2).boundaries.back(), 2);
}

TEST(ShardPlan, PlansPastTwoToThe31RatingsWithoutHoldingThem) {
  // 100 million users with 50 + (u mod 2) ratings: 5.05 thousand million ratings, none in memory.
  const std::int64_t users = 100'000'000;
  const auto offset_of = [](std::int64_t user) { return 50 * user + user / 2; };
  const std::int64_t shards = 7;
  const ShardPlan plan = plan_shards(users, shards, offset_of);
  const std::int64_t total = offset_of(users);
  ASSERT_GT(total, std::int64_t{1} << 32);
  for (std::int64_t s = 0; s < shards; ++s) {
    const IndexRange range = plan.users(s);
    const std::int64_t size = offset_of(range.end) - offset_of(range.begin);
    EXPECT_LE(std::abs(size - total / shards), 51);
    EXPECT_EQ(plan.shard_of(range.begin), s);
    EXPECT_EQ(plan.shard_of(range.end - 1), s);
  }
}

TEST(ShardPlan, SharesOfHugeTotalsDoNotOverflow) {
  // 2^61 ratings in 1024 shards: total x shard passes 2^63.
  const std::int64_t each = std::int64_t{1} << 51;
  const ShardPlan plan = plan_shards(1024, 1024, [&](std::int64_t user) { return each * user; });
  for (std::int64_t s = 0; s < 1024; ++s) EXPECT_EQ(plan.users(s), (IndexRange{s, s + 1}));
}

TEST(ShardPlan, AsksForFewOffsets) {
  std::int64_t asked = 0;
  plan_shards(std::int64_t{1} << 30, 16, [&](std::int64_t user) { return ++asked, 3 * user; });
  EXPECT_LE(asked, 16 * 33);
}

TEST(ShardPlan, RefusesWhatDoesNotExist) {
  const ShardPlan plan = plan_shards(std::vector<std::int64_t>{0, 4, 8}, 2);
  EXPECT_THROW(plan.users(2), LogicError);
  EXPECT_THROW(plan.shard_of(2), LogicError);
  EXPECT_THROW(plan_shards(std::vector<std::int64_t>{0, 4}, 0), LogicError);
}

}  // namespace
}  // namespace crucible
