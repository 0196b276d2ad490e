#include "crucible/mpi/host_cores.hpp"

#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(HostCores, AreThoseOfAllRanksOfTheHost) {
  const HostCores host = host_cores(world());
  EXPECT_EQ(host.ranks, world().size());
  EXPECT_EQ(own_cores() & ~host.cores, CoreSet());
  EXPECT_GE(host.count, 1);
  EXPECT_LE(host.count, static_cast<std::int64_t>(host.cores.count()));
}

TEST(HostCores, AThreadRunsWhereItIsTold) {
  const CoreSet before = own_cores();
  ASSERT_TRUE(before.any());
  CoreSet first;
  first.set(before._Find_first());
  ASSERT_TRUE(run_on(first));
  EXPECT_EQ(own_cores(), first);
  EXPECT_TRUE(run_on(before));
  EXPECT_EQ(own_cores(), before);
}

TEST(HostCores, NoCoreIsRefused) {
  const CoreSet before = own_cores();
  EXPECT_FALSE(run_on(CoreSet()));
  EXPECT_EQ(own_cores(), before);
}

}  // namespace
}  // namespace crucible
