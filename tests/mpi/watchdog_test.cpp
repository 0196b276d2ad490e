#include "crucible/mpi/watchdog.hpp"

#include "crucible/mpi/heartbeat.hpp"
#include "world.hpp"

#include <cstdlib>
#include <filesystem>
#include <iterator>

#include <gtest/gtest.h>
#include <unistd.h>

namespace crucible {
namespace {

using testing::world;

TEST(IdleClock, CountsWhileNothingBeats) {
  IdleClock clock(10);
  EXPECT_EQ(clock.advance(5, 1), 0);  // the first look is the start
  EXPECT_EQ(clock.advance(5, 1), 1);
  EXPECT_EQ(clock.advance(5, 2), 3);
  EXPECT_EQ(clock.advance(6, 2), 0);
  EXPECT_EQ(clock.advance(6, 4), 4);
}

TEST(IdleClock, AProcessThatWasStoppedWasNotIdle) {
  IdleClock clock(2);
  clock.advance(1, 1);
  EXPECT_EQ(clock.advance(1, 3600), 2);
  EXPECT_EQ(clock.advance(2, 1), 0);
}

TEST(Heartbeat, EveryCollectiveBeats) {
  const auto beats_of = [](auto&& work) {
    const std::uint64_t before = Heartbeat::beats();
    work();
    return Heartbeat::beats() - before;
  };
  const std::vector<std::int64_t> ones(static_cast<std::size_t>(world().size()), 1);
  EXPECT_GE(beats_of([] { world().barrier(); }), 2U);
  EXPECT_GE(beats_of([] { (void)world().sum_value(1); }), 2U);
  EXPECT_GE(beats_of([] { (void)world().broadcast_value(1); }), 2U);
  EXPECT_GE(beats_of([] { (void)world().sum_before(1); }), 2U);
  EXPECT_GE(beats_of([] { (void)world().gather_all(1); }), 2U);
  EXPECT_GE(beats_of([&] { (void)world().exchange_counts(ones); }), 2U);
  EXPECT_GE(beats_of([] { (void)world().duplicate(); }), 2U);
  EXPECT_GE(beats_of([] { (void)world().split(0, 0); }), 2U);
  float value = 1;
  EXPECT_GE(beats_of([&] { world().start_sum(std::span<float>(&value, 1)).wait(); }), 2U);
  EXPECT_EQ(Heartbeat::activity(), nullptr);
}

TEST(Heartbeat, WhatIsWaitedForNests) {
  const Waiting outer("outer");
  {
    const Waiting inner("inner");
    EXPECT_STREQ(Heartbeat::activity(), "inner");
  }
  EXPECT_STREQ(Heartbeat::activity(), "outer");
}

/// For ever, for a child process that its watchdog ends.
[[noreturn]] void hang() {
  while (true) ::pause();
}

TEST(WatchdogDeathTest, EndsAProcessThatHangsAndSaysInWhat) {
  EXPECT_EXIT(
      {
        const Watchdog watchdog(" [rank 3 on node7]", 0.1, "the hint");
        const Waiting here("MPI_Bcast");
        hang();
      },
      ::testing::ExitedWithCode(1),
      "error \\[rank 3 on node7\\]: nothing went on for 0.1 seconds, waiting in MPI_Bcast.*\\(the hint\\)");
  EXPECT_EXIT(
      {
        const Watchdog watchdog("", 0.1, "");
        hang();
      },
      ::testing::ExitedWithCode(1), "error: nothing went on for 0.1 seconds, in work on this rank");
}

TEST(WatchdogDeathTest, LetsAProcessLiveThatBeats) {
  EXPECT_EXIT(
      {
        const Watchdog watchdog("", 0.2, "");
        // Thirty times as many rounds as the limit allows without a beat.
        for (int i = 0; i < 300; ++i) {
          ::usleep(2000);
          Heartbeat::beat();
        }
        std::_Exit(7);
      },
      ::testing::ExitedWithCode(7), "");
}

/// The threads of this process.
std::ptrdiff_t threads() {
  const std::filesystem::directory_iterator tasks("/proc/self/task");
  return std::distance(begin(tasks), end(tasks));
}

TEST(Watchdog, NoThreadWithoutALimitAndAnOrderlyEndOfTheOneWithALimit) {
  const std::ptrdiff_t before = threads();
  {
    const Watchdog none(world(), 0, "");
    EXPECT_EQ(threads(), before);
  }
  {
    const Watchdog some(world(), 3600, "");
    EXPECT_EQ(threads(), before + 1);
  }
  EXPECT_EQ(threads(), before) << "its thread did not end with it";
  world().barrier();
}

}  // namespace
}  // namespace crucible
