#include "crucible/mpi/communicator.hpp"

#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(Communicator, SumAddsOverRanks) {
  const std::int64_t p = world().size();
  EXPECT_EQ(world().sum_value<std::int64_t>(world().rank() + 1), p * (p + 1) / 2);
}

TEST(Communicator, SumBeforeIsZeroOnRankZero) { EXPECT_EQ(world().sum_before(10), 10 * world().rank()); }

TEST(Communicator, ConcatenateAllKeepsRankOrderWithEmptyParts) {
  std::vector<std::int32_t> mine(static_cast<std::size_t>(world().rank() % 3), world().rank());
  std::vector<std::int32_t> expected;
  for (int r = 0; r < world().size(); ++r)
    expected.insert(expected.end(), static_cast<std::size_t>(r % 3), r);
  EXPECT_EQ(world().concatenate_all(std::span<const std::int32_t>(mine)), expected);
}

TEST(Communicator, ExchangeDeliversEveryPart) {
  // Rank s sends s + r + 1 copies of 100 s + r to rank r.
  const int me = world().rank();
  std::vector<std::int64_t> counts;
  std::vector<std::int32_t> values;
  for (int r = 0; r < world().size(); ++r) {
    counts.push_back(me + r + 1);
    values.insert(values.end(), static_cast<std::size_t>(me + r + 1), 100 * me + r);
  }
  std::vector<std::int64_t> received;
  const auto result = world().exchange(std::span<const std::int32_t>(values), counts, &received);
  std::vector<std::int32_t> expected;
  for (int s = 0; s < world().size(); ++s) {
    EXPECT_EQ(received[static_cast<std::size_t>(s)], s + me + 1);
    expected.insert(expected.end(), static_cast<std::size_t>(s + me + 1), 100 * s + me);
  }
  EXPECT_EQ(result, expected);
}

TEST(Communicator, SplitFormsGroups) {
  const Communicator half = world().split(world().rank() % 2, world().rank());
  EXPECT_EQ(half.rank(), world().rank() / 2);
}

TEST(Communicator, BroadcastTextCarriesLength) {
  EXPECT_EQ(world().broadcast_text(world().is_root() ? "müsli" : "other text"), "müsli");
}

TEST(Communicator, RingOfMessages) {
  const int next = (world().rank() + 1) % world().size();
  const int previous = (world().rank() + world().size() - 1) % world().size();
  const std::vector<double> out(1000, world().rank());
  std::vector<double> in(1000, -1);
  Request incoming = world().start_receive(std::span<double>(in), previous, 5);
  Request outgoing = world().start_send(std::span<const double>(out), next, 5);
  incoming.wait();
  outgoing.wait();
  EXPECT_EQ(in, std::vector<double>(1000, previous));
}

}  // namespace
}  // namespace crucible
