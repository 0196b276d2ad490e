#include "crucible/train/regularization_choice.hpp"

#include "crucible/core/error.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"
#include "defaults/carve.hpp"
#include "planted.hpp"
#include "world.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::Planted;
using testing::planted_data;
using testing::world;

/// Enough to be judged by: 2,600 of 26,000 ratings.
Planted enough(double noise) {
  Planted plan;
  plan.users = 420;
  plan.books = 210;
  plan.noise = noise;
  return plan;
}

TrainOptions rotating() {
  TrainOptions options;
  options.sync = &sync_mode_named("rotate");
  return options;
}

TrainData times(TrainData data, float factor) {
  data.scale_low *= factor;
  data.scale_high *= factor;
  for (RatingShard* part : {&data.train, &data.validation})
    for (float& rating : part->rating) rating *= factor;
  return data;
}

TEST(RegularizationIsOpen, OnlyWhereNothingOfItIsGiven) {
  TrainOptions options;
  EXPECT_TRUE(regularization_is_open(options));
  options.regularization.user_bias = 0.1;
  EXPECT_TRUE(regularization_is_open(options));
  for (auto which : {&PerKind::all, &PerKind::user_factors, &PerKind::book_factors}) {
    TrainOptions given;
    given.regularization.*which = 0.1;
    EXPECT_FALSE(regularization_is_open(given));
  }
  options.unrated_weight = 0.1;
  EXPECT_FALSE(regularization_is_open(options));
}

TEST(RegularizationIsOpen, NotForOptimizersWhosePilotsNobodyMeasured) {
  TrainOptions options;
  for (const char* name : {"adagrad", "adamw"}) {
    options.optimizer = &optimizer_named(name);
    EXPECT_FALSE(regularization_is_open(options)) << name;
  }
}

TEST(ChooseRegularization, IsTheSameAtAnyNumberOfRanks) {
  const Communicator alone = world().split(world().rank(), 0);
  for (const double validation : {0.1, 0.0}) {
    Planted plan = enough(0.1);
    plan.validation = validation;

    const RegularizationChoice here = choose_regularization(alone, rotating(), planted_data(plan, 12, alone));
    const RegularizationChoice all =
        choose_regularization(world(), rotating(), planted_data(plan, 12, world()));

    EXPECT_TRUE(all.from_data);
    EXPECT_EQ(all.l2, here.l2);
    EXPECT_EQ(all.validation, here.validation);
    ASSERT_EQ(all.trials.size(), here.trials.size());
    for (std::size_t t = 0; t < all.trials.size(); ++t) EXPECT_EQ(all.trials[t].rmse, here.trials[t].rmse);
  }
}

TEST(ChooseRegularization, IsTheSameForRatingsOnAnotherScale) {
  const TrainData data = planted_data(enough(0.1), 12, world());

  const RegularizationChoice choice = choose_regularization(world(), rotating(), data);

  EXPECT_EQ(choose_regularization(world(), rotating(), times(data, 16)).l2, choice.l2);
  EXPECT_NEAR(choose_regularization(world(), rotating(), times(data, 10)).l2, choice.l2, 0.02 * choice.l2);
}

TEST(ChooseRegularization, GrowsWithTheNoise) {
  TrainOptions options;
  const auto chosen = [&](double noise) {
    return choose_regularization(world(), options, planted_data(enough(noise), world().size(), world())).l2;
  };

  const double quiet = chosen(0.01);
  const double noisy = chosen(0.15);

  EXPECT_GT(noisy, 2 * quiet);
}

TEST(ChooseRegularization, TrainsBetterThanTheFixedDefault) {
  TrainOptions options;
  options.optimizer = &optimizer_named("sgd");
  options.factors = 32;
  options.patience = 3;
  const Planted plan = enough(0.15);
  const auto best_rmse = [&](const TrainOptions& with) {
    Trainer trainer(world(), with, planted_data(plan, world().size(), world()));
    trainer.run(nullptr);
    return trainer.progress().best_rmse;
  };
  const double fixed = best_rmse(options);
  const RegularizationChoice choice =
      choose_regularization(world(), options, planted_data(plan, world().size(), world()));
  options.regularization.user_factors = options.regularization.book_factors = choice.l2;

  EXPECT_TRUE(choice.from_data);
  EXPECT_LT(best_rmse(options), fixed) << choice.l2;
}

TEST(ChooseRegularization, LeavesTheDefaultWhereThereIsTooLittleToJudgeBy) {
  const TrainOptions options;

  const RegularizationChoice choice =
      choose_regularization(world(), options, planted_data({}, world().size(), world()));

  EXPECT_FALSE(choice.from_data);
  EXPECT_EQ(choice.l2, *defaults_of(options).regularization.all);
  EXPECT_EQ(choice.epochs, 0);
}

TEST(ChooseRegularization, LeavesTheDefaultWhereAllRatingsAreTheSame) {
  TrainData data = planted_data(enough(0.1), world().size(), world());
  for (RatingShard* part : {&data.train, &data.validation})
    std::fill(part->rating.begin(), part->rating.end(), 3.0F);

  EXPECT_FALSE(choose_regularization(world(), {}, data).from_data);
}

TEST(ChooseRegularization, RefusesImpossibleOptionsOnAllRanks) {
  TrainOptions options;
  options.factors = 0;
  const TrainData data = planted_data({}, world().size(), world());

  try {
    choose_regularization(world(), options, data);
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_TRUE(error.on_all_ranks());
  }
}

TEST(CarveValidation, TakesItsShareAndLosesNothing) {
  const TrainData data = planted_data(enough(0.1), world().size(), world());

  const TrainData cut = carve_validation(data, 0.05, 1);

  const auto taken = static_cast<double>(world().sum_value(cut.validation.size()));
  const auto all = static_cast<double>(world().sum_value(data.train.size()));
  EXPECT_EQ(cut.train.size() + cut.validation.size(), data.train.size());
  EXPECT_NEAR(taken / all, 0.05, 0.01);
  for (std::size_t u = 0; u + 1 < data.train.offsets.size(); ++u)
    EXPECT_EQ(cut.train.offsets[u] + cut.validation.offsets[u], data.train.offsets[u]);
}

}  // namespace
}  // namespace crucible
