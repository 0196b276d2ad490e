#include "ids/id_numbers.hpp"

#include "ids/id_twins.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

TEST(NumberId, WritesNumbersInOneWay) {
  for (const auto& [id, expected] :
       std::initializer_list<std::pair<const char*, const char*>>{{"1", "1"},
                                                                  {"1.0", "1"},
                                                                  {"1.", "1"},
                                                                  {"+1", "1"},
                                                                  {"-3.00", "-3"},
                                                                  {"2.50", "2.5"},
                                                                  {"01", "01"},
                                                                  {"007.0", "007"},
                                                                  {"1e+05", "100000"},
                                                                  {"1.25E+1", "12.5"},
                                                                  {"1.000e+00", "1"},
                                                                  {"-0.0", "0"}})
    EXPECT_EQ(number_id(id), expected) << id;
  for (const char* id : {"", "x", ".", "-", "1e5", "12e4", "1e-3", "1.2.3", "1e+99", "034545104X", "+-1"})
    EXPECT_EQ(number_id(id), std::nullopt) << id;
}

/// Each rank has all of `ids`, as rows; what they come to.
std::vector<std::string> unified(const std::vector<std::string>& ids, std::int64_t& changed) {
  IdDictionary dictionary;
  std::vector<std::uint32_t> column;
  std::vector<LocalPlace> places;
  for (const std::string& id : ids) {
    column.push_back(dictionary.add(std::string_view(id)));
    if (column.back() == places.size()) places.push_back({0, static_cast<std::int64_t>(column.size())});
  }
  const LocalNote note = unify_numbers(world(), dictionary, column, places);
  changed = note.count;
  EXPECT_EQ(static_cast<std::int64_t>(places.size()), dictionary.size());
  std::vector<std::string> all;
  for (const std::uint32_t number : column) all.push_back(dictionary.id(number));
  return all;
}

TEST(UnifyNumbers, OnlyWhereAllAreNumbers) {
  using Ids = std::vector<std::string>;
  std::int64_t changed = 0;
  EXPECT_EQ(unified({"1", "1.0", "2.0", "1.0"}, changed), (Ids{"1", "1", "2", "1"}));
  EXPECT_EQ(changed, 3);
  EXPECT_EQ(unified({"1", "01", "1.0"}, changed), (Ids{"1", "01", "1"}));
  EXPECT_EQ(unified({"1", "1.0", "x"}, changed), (Ids{"1", "1.0", "x"}));
  EXPECT_EQ(changed, 0);
}

TEST(UnifyNumbers, ATextOnOneRankSpeaksForAll) {
  if (world().size() == 1) GTEST_SKIP() << "needs two ranks";
  std::int64_t changed = 0;
  const std::vector<std::string> ids{world().rank() == 0 ? "x" : "1.0"};
  EXPECT_EQ(unified(ids, changed), ids);
}

TEST(FindTwins, CountsAndShowsThem) {
  IdDictionary ids;
  std::vector<LocalPlace> places;
  const std::vector<std::string> all{"B1", "b1", "7", "07", "007", "c"};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (world().size() > 1 &&
        static_cast<int>(i % static_cast<std::size_t>(world().size())) != world().rank())
      continue;
    ids.add(std::string_view(all[i]));
    places.push_back({0, static_cast<std::int64_t>(i) + 1});
  }
  const IdTwins twins = find_twins(world(), ids, places);
  EXPECT_EQ(twins.count, 3);
  const bool letters = twins.first == "B1" && twins.second == "b1";
  const bool zeros = twins.first == "007" && twins.second == "07";
  EXPECT_TRUE(letters || zeros) << twins.first << " " << twins.second;
  if (twins.rank == world().rank()) {
    EXPECT_EQ(twins.place.line, letters ? 2 : 4);
  }
}

}  // namespace
}  // namespace crucible
