#include "crucible/recommend/answer_all.hpp"

#include "crucible/core/error.hpp"
#include "crucible/recommend/new_users.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <fstream>

#include <gtest/gtest.h>

namespace crucible {
namespace {

/// User u is named by its number and gets books u and u + 1, but every third user nothing.
AnswerSteps counted_steps(std::int64_t& heard) {
  AnswerSteps steps;
  steps.users_of = [](IndexRange range) {
    std::vector<User> users;
    for (std::int64_t u = range.begin; u < range.end; ++u)
      users.push_back({std::to_string(u), std::nullopt, {}});
    return users;
  };
  steps.answer = [](std::span<const User> users) {
    std::vector<Recommendations> answers(users.size());
    for (std::size_t i = 0; i < users.size(); ++i) {
      const int u = std::stoi(users[i].name);
      if (u % 3 != 0) answers[i].books = {{2.0F, u}, {1.0F, u + 1}};
    }
    return answers;
  };
  steps.heard = [&heard](std::int64_t done, std::int64_t) { heard = done; };
  return steps;
}

TEST(AnswerAll, AnswersEachUserOnceAndMarksEmptyPlaces) {
  const Communicator& world = testing::world();
  constexpr IndexRange all{5, 10'005};  // more than a batch a rank
  std::int64_t heard = 0;
  const RecommendationTable table = answer_all(world, all, 3, counted_steps(heard));
  EXPECT_EQ(table.total_users, all.size());
  EXPECT_EQ(world.sum_value(table.users.size()), all.size());
  EXPECT_EQ(heard, table.users.size());
  ASSERT_EQ(std::ssize(table.names), table.users.size());
  ASSERT_EQ(std::ssize(table.book), table.users.size() * 3);
  for (std::int64_t i = 0; i < table.users.size(); ++i) {
    const std::int64_t u = all.begin + table.users.begin + i;
    const auto at = static_cast<std::size_t>(3 * i);
    EXPECT_EQ(table.names[static_cast<std::size_t>(i)], std::to_string(u));
    EXPECT_EQ(table.book[at], u % 3 == 0 ? -1 : u);
    EXPECT_EQ(table.book[at + 1], u % 3 == 0 ? -1 : u + 1);
    EXPECT_EQ(table.book[at + 2], -1);
    EXPECT_EQ(table.score[at], u % 3 == 0 ? 0.0F : 2.0F);
  }
}

TEST(AnswerAll, FailsOnEveryRankWhereOneFails) {
  std::int64_t heard = 0;
  AnswerSteps steps = counted_steps(heard);
  steps.users_of = [](IndexRange range) -> std::vector<User> {
    if (range.begin == 0) throw UsageError("no");
    return {};
  };
  steps.answer = [](std::span<const User>) { return std::vector<Recommendations>(); };
  EXPECT_THROW(answer_all(testing::world(), {0, 100}, 1, steps), Error);
}

TEST(ReadCandidates, AreThoseListedLessThoseExcluded) {
  const testing::ScratchFolder folder(testing::world());
  const std::string mine = folder / std::to_string(testing::world().rank());
  std::ofstream(mine + "only") << "c\na\nd\n";
  std::ofstream(mine + "exclude") << "a\nnowhere\n";
  const BookCatalogue catalogue({"a", "b", "c", "d"}, std::vector<std::string>(4));
  std::vector<std::string> unknown;
  EXPECT_FALSE(read_candidates("", "", catalogue, unknown).has_value());
  EXPECT_EQ(read_candidates(mine + "only", "", catalogue, unknown), (std::vector<BookIndex>{0, 2, 3}));
  EXPECT_EQ(read_candidates("", mine + "exclude", catalogue, unknown), (std::vector<BookIndex>{1, 2, 3}));
  EXPECT_EQ(read_candidates(mine + "only", mine + "exclude", catalogue, unknown),
            (std::vector<BookIndex>{2, 3}));
  EXPECT_EQ(unknown, (std::vector<std::string>{"nowhere", "nowhere"}));
}

}  // namespace
}  // namespace crucible
