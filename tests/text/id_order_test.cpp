#include "ids/id_order.hpp"

#include "crucible/core/random.hpp"
#include "ids/id_dictionary.hpp"
#include "world.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(IdDictionary, NumbersInOrderOfAppearance) {
  IdDictionary ids;
  EXPECT_EQ(ids.add(std::string_view("12")), 0U);
  EXPECT_EQ(ids.add(std::string_view("-3")), 1U);
  EXPECT_EQ(ids.add(std::int64_t{12}), 0U);
  EXPECT_TRUE(ids.numeric());
  EXPECT_EQ(ids.integers(), (std::vector<std::int64_t>{12, -3}));
}

TEST(IdDictionary, BecomesTextWithoutLoss) {
  IdDictionary ids;
  for (int i = 0; i < 1000; ++i) ids.add(std::int64_t{7 * i});
  EXPECT_EQ(ids.add(std::string_view("007")), 1000U);
  EXPECT_FALSE(ids.numeric());
  EXPECT_EQ(ids.add(std::string_view("7")), 1U);
  EXPECT_EQ(ids.add(std::int64_t{6993}), 999U);
  EXPECT_EQ(ids.size(), 1001);
  EXPECT_EQ(ids.texts().at(999), "6993");
  EXPECT_EQ(ids.texts().at(1000), "007");
}

/// Each rank adds ids by its own stream; checks the order against a set of all of them.
template <typename Less>
void check_order(const std::vector<std::vector<std::string>>& by_rank, bool numeric, Less less) {
  const auto& mine = by_rank[static_cast<std::size_t>(world().rank())];
  IdDictionary dictionary;
  std::vector<std::string> by_number;
  for (const std::string& id : mine)
    if (dictionary.add(std::string_view(id)) == by_number.size()) by_number.push_back(id);
  const std::set<std::string, Less> all = [&] {
    std::set<std::string, Less> set(less);
    for (const auto& ids : by_rank) set.insert(ids.begin(), ids.end());
    return set;
  }();
  const std::vector<std::string> expected(all.begin(), all.end());

  const IdOrder order = order_ids(world(), dictionary);

  EXPECT_EQ(order.owners.numeric, numeric);
  EXPECT_EQ(order.total, static_cast<std::int64_t>(expected.size()));
  const std::vector<std::string_view> owned(order.ids.begin(), order.ids.end());
  EXPECT_EQ(concatenate_texts(world(), owned), expected);
  std::vector<std::int64_t> indices(owned.size());
  std::iota(indices.begin(), indices.end(), order.owned.begin);
  const auto fetched = order.plan.fetch(world(), std::span<const std::int64_t>(indices));
  ASSERT_EQ(fetched.size(), by_number.size());
  for (std::size_t i = 0; i < fetched.size(); ++i)
    EXPECT_EQ(expected.at(static_cast<std::size_t>(fetched[i])), by_number.at(order.sorted[i]));
  for (const std::string& id : expected) {
    const bool here = order.owners.owner_of(id) == world().rank();
    EXPECT_EQ(find_id(order.ids, id, numeric).has_value(), here) << id;
  }
}

struct ByNumber {
  bool operator()(const std::string& a, const std::string& b) const {
    return std::atoll(a.c_str()) < std::atoll(b.c_str());
  }
};

std::vector<std::vector<std::string>> random_ids(std::size_t each, std::uint64_t range) {
  std::vector<std::vector<std::string>> by_rank(static_cast<std::size_t>(world().size()));
  for (std::size_t r = 0; r < by_rank.size(); ++r) {
    RandomStream stream(5, RandomPurpose::test, r);
    for (std::size_t i = 0; i < each; ++i)
      by_rank[r].push_back(std::to_string(static_cast<std::int64_t>(stream.below(range)) - 100));
  }
  return by_rank;
}

TEST(OrderIds, SortsIntegersAsNumbers) { check_order(random_ids(2000, 3000), true, ByNumber{}); }

TEST(OrderIds, OneTextAnywhereMakesAllText) {
  auto ids = random_ids(500, 3000);
  ids.back().push_back("034533968X");
  check_order(ids, false, std::less<>{});
}

TEST(OrderIds, WorksWithFewerIdsThanRanks) {
  std::vector<std::vector<std::string>> ids(static_cast<std::size_t>(world().size()));
  ids.back() = {"10", "9"};
  check_order(ids, true, ByNumber{});
  ids.back() = {"é", "z", "Z"};
  check_order(ids, false, std::less<>{});
}

TEST(OwnerPlan, SumsMeetAtTheOwner) {
  // Every rank uses the indices 0..6; the last rank owns all but what the others own one each.
  std::vector<std::int64_t> starts;
  for (std::int64_t r = 0; r < world().size(); ++r) starts.push_back(std::min<std::int64_t>(r, 7));
  starts.push_back(7);
  const std::vector<std::int64_t> indices{0, 1, 2, 3, 4, 5, 6};
  const IdOwnerPlan plan = plan_for_indices(world(), indices, starts);
  std::vector<std::int64_t> values;
  for (const std::int64_t index : indices) values.push_back(index + world().rank());
  const auto sums = plan.sum_at_owners(world(), values);
  const std::int64_t p = world().size();
  const auto first = starts[static_cast<std::size_t>(world().rank())];
  ASSERT_EQ(static_cast<std::int64_t>(sums.size()),
            starts[static_cast<std::size_t>(world().rank()) + 1] - first);
  for (std::size_t i = 0; i < sums.size(); ++i)
    EXPECT_EQ(sums[i], p * (first + static_cast<std::int64_t>(i)) + p * (p - 1) / 2);
  const auto back = plan.fetch(world(), std::span<const std::int64_t>(sums));
  for (std::size_t i = 0; i < back.size(); ++i)
    EXPECT_EQ(back[i], p * static_cast<std::int64_t>(i) + p * (p - 1) / 2);
}

}  // namespace
}  // namespace crucible
