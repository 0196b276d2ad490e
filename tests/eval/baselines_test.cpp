#include "baselines.hpp"

#include "eval_case.hpp"
#include "world.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

/// Three users and three books: 5 4 - / 3 - - / - 2 -; all in training.
EvaluationData by_hand(IndexRange users) {
  RatingShard whole;
  whole.users = {0, 3};
  whole.total_books = 3;
  whole.offsets = {0, 2, 3, 4};
  whole.book = {0, 1, 0, 1};
  whole.rating = {5, 4, 3, 2};
  const RatingShard mine = testing::users_of(whole, users);
  return evaluation_data(mine, std::vector<std::uint8_t>(static_cast<std::size_t>(mine.size()), 0));
}

EvaluationData my_part_by_hand() { return by_hand(even_part(3, world().size(), world().rank())); }

TEST(Baselines, CountsMeanAndDampedMeansByHand) {
  const Baselines baselines = fit_baselines(world(), my_part_by_hand(), {2, 0, 0});
  EXPECT_DOUBLE_EQ(baselines.mean, 3.5);
  EXPECT_EQ(baselines.popularity, (std::vector<std::int64_t>{2, 2, 0}));
  EXPECT_DOUBLE_EQ(baselines.book_mean[0], 3.5 + (1.5 - 0.5) / 4);
  EXPECT_DOUBLE_EQ(baselines.book_mean[1], 3.5 + (0.5 - 1.5) / 4);
  EXPECT_DOUBLE_EQ(baselines.book_mean[2], 3.5);
}

TEST(Baselines, BiasesSolveTheirDampedEquations) {
  const testing::EvalCase mine = testing::part_of(testing::random_case(40, 30, 2), world());
  const EvaluationData data = evaluation_data(mine.ratings, mine.part);
  const Damping damping{5, 3, 4};
  const Baselines baselines = fit_baselines(world(), data, damping);
  // At the fixed point each bias is the damped mean of what the others leave of its ratings.
  std::vector<double> sum(30, 0.0);
  std::vector<double> count(30, 0.0);
  for (std::int64_t u = 0; u < data.train.users.size(); ++u) {
    const UserRow row = user_row(data.train, u);
    for (std::size_t i = 0; i < row.book.size(); ++i) {
      const auto b = static_cast<std::size_t>(row.book[i]);
      sum[b] += static_cast<double>(row.rating[i]) - baselines.mean -
                baselines.user_bias[static_cast<std::size_t>(u)];
      count[b] += 1;
    }
  }
  world().sum(std::span<double>(sum));
  world().sum(std::span<double>(count));
  for (std::size_t b = 0; b < 30; ++b)
    EXPECT_NEAR(baselines.book_bias[b], sum[b] / (count[b] + 3), 1e-3) << b;
}

TEST(Baselines, AHeldOutUsersBiasComesFromTheFoldInPart) {
  RatingShard ratings;
  const IndexRange mine = even_part(2, world().size(), world().rank());
  RatingShard whole;
  whole.users = {0, 2};
  whole.total_books = 2;
  whole.offsets = {0, 2, 4};
  whole.book = {0, 1, 0, 1};
  whole.rating = {3, 3, 5, 1};
  const std::vector<std::uint8_t> part = {0, 0, static_cast<std::uint8_t>(Part::test_fold_in),
                                          static_cast<std::uint8_t>(Part::test)};
  ratings = testing::users_of(whole, mine);
  const std::span<const std::uint8_t> labels = std::span(part).subspan(
      static_cast<std::size_t>(whole.offsets[static_cast<std::size_t>(mine.begin)]), ratings.book.size());
  const Baselines baselines = fit_baselines(world(), evaluation_data(ratings, labels), {5, 5, 1});
  EXPECT_DOUBLE_EQ(baselines.mean, 3);
  if (mine.contains(1)) {
    EXPECT_DOUBLE_EQ(baselines.user_bias[static_cast<std::size_t>(1 - mine.begin)], 2.0 / 2);
  }
}

TEST(Baselines, DistributedEqualsLocalToTheBit) {
  const testing::EvalCase whole = testing::random_case(60, 25, 2);
  const Communicator self = world().split(world().rank(), 0);
  const Baselines expected = fit_baselines(self, evaluation_data(whole.ratings, whole.part));
  const testing::EvalCase mine = testing::part_of(whole, world());
  const Baselines actual = fit_baselines(world(), evaluation_data(mine.ratings, mine.part));
  EXPECT_EQ(actual.mean, expected.mean);
  EXPECT_EQ(actual.popularity, expected.popularity);
  EXPECT_EQ(actual.book_mean, expected.book_mean);
  EXPECT_EQ(actual.book_bias, expected.book_bias);
  for (std::size_t u = 0; u < actual.user_bias.size(); ++u)
    EXPECT_EQ(actual.user_bias[u],
              expected.user_bias[static_cast<std::size_t>(mine.ratings.users.begin) + u]);
}

}  // namespace
}  // namespace crucible
