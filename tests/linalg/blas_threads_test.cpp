#include "grid/blas_threads.hpp"

#include "crucible/linalg/blas_library.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

HostCores host_of(std::int64_t cores, std::int64_t ranks) { return {{}, cores, ranks}; }

TEST(BlasShare, RanksShareTheCoresAndOneAloneHasAll) {
  EXPECT_EQ(blas_share(host_of(8, 2), 0).together, 4);
  EXPECT_EQ(blas_share(host_of(8, 3), 0).together, 2);
  EXPECT_EQ(blas_share(host_of(8, 2), 0).alone, 8);
  EXPECT_EQ(blas_share(host_of(2, 6), 0).together, 1) << "more ranks than cores";
  EXPECT_EQ(blas_share(host_of(2, 6), 0).alone, 2);
}

TEST(BlasShare, TheUserHasTheLastWord) {
  EXPECT_EQ(blas_share(host_of(8, 1), 3).together, 3);
  EXPECT_EQ(blas_share(host_of(8, 4), 1).alone, 1);
  EXPECT_EQ(blas_share(host_of(8, 4), 16).together, 2) << "a limit, not a wish";
}

TEST(BlasThreads, ThreadsAndCoresAreGivenBack) {
  const int threads = blas_library().threads;
  const CoreSet cores = own_cores();
  CoreSet first;
  first.set(cores._Find_first());
  {
    const BlasThreads three(3, first);
    EXPECT_EQ(blas_library().threads, 3);
    EXPECT_EQ(own_cores(), first);
    const BlasThreads two(2);
    EXPECT_EQ(blas_library().threads, 2);
  }
  EXPECT_EQ(blas_library().threads, threads);
  EXPECT_EQ(own_cores(), cores);
}

TEST(BlasThreads, OneThreadStaysWhereItIs) {
  const CoreSet cores = own_cores();
  CoreSet first;
  first.set(cores._Find_first());
  const BlasThreads one(1, first);
  EXPECT_EQ(own_cores(), cores);
}

}  // namespace
}  // namespace crucible
