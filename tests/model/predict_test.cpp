#include "crucible/model/predict.hpp"

#include "crucible/core/error.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

/// Two users and three books of two factors, small enough for mental arithmetic. This rank holds users 10
/// and 11.
FactorModel by_hand() {
  FactorModel model;
  model.traits.global_mean = 3;
  model.traits.scale_low = 1;
  model.traits.scale_high = 5;
  model.total_users = 20;
  model.total_books = 3;
  model.users = {10, 12};
  model.books = {0, 3};
  model.user_bias = {0.25F, -1};
  model.book_bias = {0.5F, 0, -2};
  model.user_factors.resize(2, 2);
  model.user_factors << 1, 2, 0, -1;
  model.book_factors.resize(3, 2);
  model.book_factors << 0.5F, 0.25F, 1, 1, 2, 2;
  return model;
}

TEST(Predict, IsMeanPlusBiasesPlusDotProduct) {
  const FactorModel model = by_hand();
  EXPECT_DOUBLE_EQ(raw_score(model, 10, 0), 3 + 0.25 + 0.5 + 1.0);
  EXPECT_DOUBLE_EQ(predict(model, 10, 0), 4.75);
  EXPECT_DOUBLE_EQ(predict(model, 11, 1), 3 - 1 - 1.0);
}

TEST(Predict, ScoresAreRatingsWhereRatedEntriesAloneWereLearnt) {
  ModelTraits traits;
  EXPECT_TRUE(scores_are_ratings(traits));
  traits.unrated_weight = 0.01;
  EXPECT_FALSE(scores_are_ratings(traits));
  traits = {};
  traits.kind = ModelKind::svd;
  EXPECT_FALSE(scores_are_ratings(traits));
}

TEST(Predict, IsClippedToTheScale) {
  const FactorModel model = by_hand();
  EXPECT_DOUBLE_EQ(raw_score(model, 10, 2), 3 + 0.25 - 2 + 6.0);
  EXPECT_DOUBLE_EQ(predict(model, 10, 2), 5);
  EXPECT_DOUBLE_EQ(predict(model, 11, 2), 1);
}

TEST(Predict, WithoutAScaleNothingIsClipped) {
  FactorModel model = by_hand();
  model.traits.scale_low = model.traits.scale_high = 0;
  EXPECT_DOUBLE_EQ(predict(model, 10, 2), 7.25);
}

TEST(Predict, AUserOfTheModelIsThatUser) {
  const FactorModel model = by_hand();
  EXPECT_DOUBLE_EQ(raw_score(model, user_of(model, 11), 0), raw_score(model, 11, 0));
}

TEST(Predict, AnUnknownIndexIsALogicError) {
  const FactorModel model = by_hand();
  EXPECT_THROW(predict(model, 9, 0), LogicError);
  EXPECT_THROW(predict(model, 10, 3), LogicError);
}

TEST(TrainingTarget, PowerGoesThereAndBack) {
  ModelTraits traits;
  traits.scale_low = 1;
  traits.scale_high = 5;
  traits.unrated_weight = 0.1;
  traits.target_power = 2;
  EXPECT_DOUBLE_EQ(training_target(traits, 5), 1);
  EXPECT_DOUBLE_EQ(training_target(traits, 3), 0.36);
  EXPECT_NEAR(rating_of_score(traits, 0.36), 3, 1e-12);
  EXPECT_DOUBLE_EQ(rating_of_score(traits, -0.2), 1);
  traits.unrated_weight = 0;
  EXPECT_DOUBLE_EQ(training_target(traits, 3), 3);
}

TEST(TrainingTarget, OfPresenceIsOneForAnyRating) {
  ModelTraits traits;
  traits.scale_low = 1;
  traits.scale_high = 5;
  traits.unrated_weight = 0.1;
  EXPECT_DOUBLE_EQ(training_target(traits, 1), 1);
  EXPECT_DOUBLE_EQ(training_target(traits, 5), 1);
  EXPECT_DOUBLE_EQ(rating_of_score(traits, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(rating_of_score(traits, -0.2), 1);
  traits.kind = ModelKind::svd;
  EXPECT_DOUBLE_EQ(training_target(traits, 3), 3);
}

}  // namespace
}  // namespace crucible
