#include "schedule/batch_order.hpp"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(BatchOrder, IsAPermutation) {
  for (const std::int64_t count : {1, 2, 3, 10, 97, 1000, 4096, 12345}) {
    const BatchOrder order(count, 3, 1);
    std::set<std::int64_t> seen;
    for (std::int64_t i = 0; i < count; ++i) {
      const std::int64_t index = order(i);
      ASSERT_TRUE(index >= 0 && index < count) << index << " of " << count;
      ASSERT_TRUE(seen.insert(index).second) << index << " twice of " << count;
    }
  }
}

TEST(BatchOrder, DiffersByEpochAndSeed) {
  const BatchOrder first(10'000, 3, 1);
  const BatchOrder next(10'000, 3, 2);
  const BatchOrder other(10'000, 4, 1);
  int same = 0;
  for (std::int64_t i = 0; i < 10'000; ++i)
    same += (first(i) == next(i) ? 1 : 0) + (first(i) == other(i) ? 1 : 0);
  EXPECT_LT(same, 20);  // 2 expected by chance
}

TEST(BatchOrder, SpreadsEveryPartOverAllBatches) {
  // of the first tenth of the indices each tenth of the positions holds a tenth: 1000 +- 4 deviations
  const BatchOrder order(100'000, 9, 5);
  for (std::int64_t tenth = 0; tenth < 10; ++tenth) {
    int held = 0;
    for (std::int64_t i = 0; i < 10'000; ++i) held += order(tenth * 10'000 + i) < 10'000 ? 1 : 0;
    EXPECT_NEAR(held, 1000, 4 * std::sqrt(900.0));
  }
}

}  // namespace
}  // namespace crucible
