// The events of --trace.
#include "trace.hpp"

#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using std::chrono::microseconds;
using testing::world;

TEST(Trace, NumbersHostsInTheOrderOfTheirRanks) {
  EXPECT_EQ(host_numbers({"b", "b", "a", "b", "c"}), (std::vector<int>{0, 0, 1, 0, 2}));
  EXPECT_TRUE(host_numbers({}).empty());
}

TEST(Trace, PutsAnOuterEventBeforeThoseWithin) {
  const Timings::Clock::time_point zero{microseconds(1000)};
  const auto at = [&](int time) { return zero + microseconds(time); };
  const std::string text = trace_events({{"load", "", at(10), at(20), {}},
                                         {"train", "epoch 1", at(30), at(50), {0.25, 7}},
                                         {"crucible", "train", at(10), at(60), {}}},
                                        zero, {2, 5});
  const auto events = nlohmann::json::parse("[" + text + "]");
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0]["name"], "crucible train");
  EXPECT_EQ(events[1]["name"], "load");
  const nlohmann::json expected{{"name", "train epoch 1"},
                                {"cat", "train"},
                                {"ph", "X"},
                                {"ts", 30.0},
                                {"dur", 20.0},
                                {"pid", 2},
                                {"tid", 5},
                                {"args", {{"seconds_in_messages", 0.25}, {"bytes_sent", 7}}}};
  EXPECT_EQ(events[2], expected);
  EXPECT_EQ(trace_events({}, zero, {}), "");
}

TEST(Trace, BeginsWhereTheLastRankCame) {
  const Timings::Clock::time_point before = Timings::Clock::now();
  EXPECT_GE(common_zero(world()), before);
}

}  // namespace
}  // namespace crucible
