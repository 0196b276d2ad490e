#include "crucible/recommend/recommendation_desk.hpp"

#include "../model/small_model.hpp"
#include "crucible/model/predict.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

FactorModel ranged_model() {
  FactorModel model = testing::small_model(3, 6, 2);
  model.spread.book = {1, 2, 1, 1, 0.5F, 1};
  model.spread.new_user = 0.25;
  model.spread.reach = {0.6, 1.25, 2};
  return model;
}

User known_user(const FactorModel& model) {
  User user{"known", user_of(model, 1), {}};
  user.deviation = 0.4;
  return user;
}

TEST(RecommendationDesk, SaysWhereARatingShouldLie) {
  FactorModel model = ranged_model();
  model.book_bias[2] += 4;  // beyond the scale: the interval is about the clipped prediction
  const RecommendationDesk desk(model, 6, {}, Order::rating);
  const std::vector<User> users{known_user(model), {"new", std::nullopt, {{0, 3}, {5, 1}}}};

  const std::vector<Recommendations> answers = desk.answer(users, false);

  ASSERT_EQ(answers[0].ranges.size(), 6U);
  ASSERT_EQ(answers[1].ranges.size(), 4U);
  EXPECT_EQ(answers[0].books[0].book, 2);
  EXPECT_EQ(answers[0].ranges[0].low, 5 - 1.25 * 0.4);
  EXPECT_EQ(answers[0].ranges[0].high, 5);
  for (const std::size_t u : {0U, 1U})
    for (std::size_t i = 0; i < answers[u].books.size(); ++i) {
      const auto [score, book] = answers[u].books[i];
      const double reach = 1.25 * (u == 0 ? 0.4 : 0.25) *
                           static_cast<double>(model.spread.book[static_cast<std::size_t>(book)]);
      EXPECT_NEAR(answers[u].ranges[i].low, std::max(static_cast<double>(score) - reach, 1.0), 1e-6);
      EXPECT_NEAR(answers[u].ranges[i].high, std::min(static_cast<double>(score) + reach, 5.0), 1e-6);
    }
}

TEST(RecommendationDesk, SaysNothingOfRangesWhereScoresAreNoRatings) {
  FactorModel model = ranged_model();
  const std::vector<User> users{known_user(model)};
  EXPECT_TRUE(RecommendationDesk(model, 6, {}, Order::taste).answer(users, false)[0].ranges.empty());
  model.traits.unrated_weight = 0.1;
  model.traits.target_power = 2;
  EXPECT_TRUE(RecommendationDesk(model, 6, {}, Order::rating).answer(users, false)[0].ranges.empty());
  model = ranged_model();
  model.spread = {};
  EXPECT_TRUE(RecommendationDesk(model, 6, {}, Order::rating).answer(users, false)[0].ranges.empty());
}

}  // namespace
}  // namespace crucible
