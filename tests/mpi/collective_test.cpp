#include "crucible/mpi/collective.hpp"

#include "world.hpp"

#include <string>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(OnEveryRank, FailureOfTheLastRankReachesAllWithKindAndMessage) {
  const int last = world().size() - 1;
  try {
    on_every_rank(world(), [&] {
      if (world().rank() == last) throw InputError("ratings.csv", 7, "no rating");
    });
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_EQ(error.exit_code(), ExitCode::bad_input);
    EXPECT_STREQ(error.what(), "ratings.csv:7: no rating");
    EXPECT_TRUE(error.on_all_ranks());
  }
}

TEST(OnEveryRank, TheLowestRankSpeaks) {
  try {
    on_every_rank(world(), [&] { throw UsageError("rank " + std::to_string(world().rank())); });
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "rank 0");
  }
}

TEST(OnEveryRank, ReturnsEachRanksResult) {
  EXPECT_EQ(on_every_rank(world(), [] { return testing::world().rank() + 1; }), world().rank() + 1);
}

TEST(OnRoot, RunsOnRankZeroAlone) {
  int runs = 0;
  on_root(world(), [&] { ++runs; });
  EXPECT_EQ(runs, world().is_root() ? 1 : 0);
}

}  // namespace
}  // namespace crucible
