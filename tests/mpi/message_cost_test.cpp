#include "crucible/mpi/message_cost.hpp"

#include "crucible/mpi/communicator.hpp"
#include "world.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

/// The bytes that this rank counts for `work`. Its seconds must not fall.
std::int64_t bytes_of(const std::function<void()>& work) {
  const MessageCost before = message_cost();
  work();
  const MessageCost after = message_cost();
  EXPECT_GE(after.seconds, before.seconds);
  return after.bytes - before.bytes;
}

TEST(MessageCost, CountsWhatARankGivesAway) {
  const std::int64_t others = world().size() - 1;
  const std::int64_t any = others > 0 ? 1 : 0;
  std::vector<double> values(10, 1);
  EXPECT_EQ(bytes_of([&] { world().barrier(); }), 0);
  EXPECT_EQ(bytes_of([&] { world().sum(std::span(values)); }), any * 80);
  EXPECT_EQ(bytes_of([&] { world().start_sum(std::span(values)).wait(); }), any * 80);
  EXPECT_EQ(bytes_of([&] { world().broadcast(std::span(values)); }), world().is_root() ? any * 80 : 0);
  EXPECT_EQ(bytes_of([&] { static_cast<void>(world().gather_all(std::int32_t{1})); }), any * 4);
  EXPECT_EQ(bytes_of([&] { static_cast<void>(world().sum_before(1)); }), any * 8);
  const std::vector<std::int64_t> ones(static_cast<std::size_t>(world().size()), 1);
  // A count and a value for each other rank.
  EXPECT_EQ(bytes_of([&] { static_cast<void>(world().exchange(std::span<const std::int64_t>(ones), ones)); }),
            others * 16);
}

TEST(MessageCost, CountsOneMessageAtItsSender) {
  if (world().size() < 2) GTEST_SKIP() << "needs two ranks";
  std::vector<float> values(5, 2);
  const std::int64_t bytes = bytes_of([&] {
    if (world().rank() == 0) world().start_send(std::span<const float>(values), 1, 7).wait();
    if (world().rank() == 1) world().start_receive(std::span(values), 0, 7).wait();
  });
  EXPECT_EQ(bytes, world().rank() == 0 ? 20 : 0);
}

TEST(MessageCost, HasTheTimeOfMessages) {
  const MessageCost before = message_cost();
  for (int i = 0; i < 100; ++i) static_cast<void>(world().sum_value<double>(1));
  EXPECT_GT(message_cost().seconds, before.seconds);
}

}  // namespace
}  // namespace crucible
