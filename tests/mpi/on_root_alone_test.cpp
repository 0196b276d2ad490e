#include "crucible/mpi/on_root_alone.hpp"

#include "crucible/core/error.hpp"
#include "world.hpp"

#include <chrono>
#include <ctime>
#include <thread>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(OnRootAlone, RunsOnRankZeroWhileTheOthersSleep) {
  const std::clock_t before = std::clock();
  int runs = 0;
  on_root_alone(world(), [&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    ++runs;
  });
  EXPECT_EQ(runs, world().is_root() ? 1 : 0);
  // A rank that waits in MPI_Barrier takes 300 ms of its core.
  EXPECT_LT(std::clock() - before, CLOCKS_PER_SEC / 8);
}

TEST(OnRootAlone, AFailureReachesAllRanks) {
  EXPECT_THROW(on_root_alone(world(), [] { throw InputError("ratings.csv", 7, "no rating"); }), Error);
}

}  // namespace
}  // namespace crucible
