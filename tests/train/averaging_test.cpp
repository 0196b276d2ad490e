// Draws after steps: the weights of the mean, what is drawn, and training as users see it.
#include "crucible/train/draw_plan.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"
#include "eigen_svd.hpp"
#include "planted.hpp"
#include "posterior/mean_weights.hpp"
#include "world.hpp"

#include <map>
#include <string>
#include <vector>

#include <Eigen/QR>
#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::planted_data;
using testing::whole_model;
using testing::without_validation;
using testing::world;

TEST(BestMean, IsLeastSquares) {
  RandomStream random(3, RandomPurpose::test);
  MeanSums sums;
  Eigen::MatrixXd predictions(50, 2);
  Eigen::VectorXd targets(50);
  for (int i = 0; i < 50; ++i) {
    targets(i) = random.normal();
    for (int j = 0; j < 2; ++j) predictions(i, j) = targets(i) + (j + 1) * random.normal();
    sums.add(targets(i), predictions(i, 0), predictions(i, 1));
  }
  const Eigen::Vector2d expected = predictions.colPivHouseholderQr().solve(targets);
  const MeanWeights weights = best_mean(sums);
  EXPECT_NEAR(weights.steps, expected(0), 1e-10);
  EXPECT_NEAR(weights.draws, expected(1), 1e-10);
}

TEST(BestMean, LeavesOutWhatIsOfNoUse) {
  MeanSums sums;  // the target is steps - draws: a negative weight would be best
  for (int i = 0; i < 20; ++i) {
    sums.add(1, 2, 1);
    sums.add(0, 1, 1);
    sums.add(3, 5, 2);
  }
  const MeanWeights weights = best_mean(sums);
  EXPECT_NEAR(weights.steps, 17.0 / 30, 1e-12);
  EXPECT_EQ(weights.draws, 0);
  EXPECT_EQ(best_mean({}), MeanWeights{});
  MeanSums only_draws;
  for (int i = 0; i < 20; ++i) only_draws.add(1, 0, 1);
  EXPECT_EQ(best_mean(only_draws), (MeanWeights{0, 1}));
}

TEST(BestMean, FitsNoNoise) {
  RandomStream random(5, RandomPurpose::test);
  int fitted = 0;
  for (int time = 0; time < 200; ++time) {
    MeanSums sums;
    for (int i = 0; i < 100; ++i) {
      const double truth = random.normal();
      sums.add(truth + random.normal(), truth, truth + random.normal());
      if (i == 18) {  // too few for a weight
        EXPECT_EQ(best_mean(sums), MeanWeights{});
      }
    }
    const MeanWeights weights = best_mean(sums);
    fitted += weights == MeanWeights{} ? 0 : 1;
  }
  EXPECT_LT(fitted, 80);
}

DrawPlan plan_of(std::int64_t rows, std::int64_t ratings, std::int64_t factors) {
  return plan_draws({rows, ratings, least_validation_of_draws, factors});
}

TEST(PlanDraws, StaysWithinTheBudget) {
  for (const std::int64_t ratings : {1'000LL, 1'000'000LL, 30'000'000LL, 300'000'000LL, 10'000'000'000LL}) {
    const DrawPlan plan = plan_of(ratings / 20, ratings, 128);
    EXPECT_LE(static_cast<double>(plan.sweeps) * plan.operations, most_operations) << ratings;
    EXPECT_LE(plan.sweeps, most_sweeps);
  }
  EXPECT_EQ(plan_of(3'000, 100'000, 128).sweeps, most_sweeps);
  EXPECT_EQ(plan_of(500'000'000, 10'000'000'000, 128).sweeps, 0);
  EXPECT_EQ(plan_of(3'000, 100'000, 5).factors, 5);
  EXPECT_LT(plan_of(1'000'000, 30'000'000, 128).factors, plan_of(3'000, 100'000, 128).factors);
}

TEST(PlanDraws, SaysWhyThereAreNone) {
  EXPECT_EQ(plan_of(3'000, 100'000, 128).limit, DrawLimit::none);
  EXPECT_EQ(plan_of(3'000, 10'000'000'000, 128).limit, DrawLimit::operations);
  const DrawPlan unweighed = plan_draws({3'000, 100'000, least_validation_of_draws - 1, 128});
  EXPECT_EQ(unweighed.limit, DrawLimit::validation);
  EXPECT_EQ(unweighed.sweeps, 0);
}

// Small models of many rows take few operations and much memory.
TEST(PlanDraws, HoldsNoMoreThanARankMay) {
  const DrawPlan large = plan_of(20'000'000, 100'000'000, 4);
  EXPECT_EQ(large.limit, DrawLimit::memory);
  EXPECT_EQ(large.sweeps, 0);
  const DrawPlan less = plan_of(7'000'000, 35'000'000, 4);
  EXPECT_EQ(less.sweeps, most_sweeps);
  EXPECT_LE(less.bytes, most_draw_bytes);
  const DrawPlan of_books = plan_draws({7'000'000, 35'000'000, least_validation_of_draws, 4, 7'000'000});
  EXPECT_GT(of_books.bytes, less.bytes);
}

TrainOptions averaging() {
  TrainOptions options;
  options.optimizer = &optimizer_named("averaged");
  options.sync = &sync_mode_named("rotate");
  options.factors = 6;
  options.epochs = 100;
  options.patience = 3;
  return options;
}

constexpr std::int64_t shards = 6;

TEST(Averaging, HasTheBitsOfOneRank) {
  Trainer together(world(), averaging(), planted_data({}, shards, world()));
  together.run(nullptr);
  const Communicator alone = world().split(world().rank(), 0);
  Trainer serial(alone, averaging(), planted_data({}, shards, alone));
  serial.run(nullptr);
  ASSERT_GT(serial.progress().steps_ended, 0);
  EXPECT_EQ(together.progress().epoch, serial.progress().epoch);
  EXPECT_EQ(together.progress().best_rmse, serial.progress().best_rmse);
  EXPECT_EQ(whole_model(world(), together.last_model()), whole_model(alone, serial.last_model()));
  EXPECT_EQ(whole_model(world(), together.best_model()), whole_model(alone, serial.best_model()));
}

// Noisy, and with enough validation ratings for the criterion to let the draws in.
TEST(Averaging, BeginsAsTheStepsAlone) {
  const testing::Planted plan{.users = 600, .books = 120, .noise = 0.15};
  for (const SyncMode* sync : sync_mode_table()) {
    TrainOptions options = averaging();
    options.sync = sync;
    Trainer both(world(), options, planted_data(plan, world().size(), world()));
    both.run(nullptr);
    options.optimizer = &optimizer_named("sgd");
    Trainer steps(world(), options, planted_data(plan, world().size(), world()));
    steps.run(nullptr);
    ASSERT_EQ(both.progress().steps_ended, steps.progress().epoch) << sync->name;
    for (std::size_t e = 0; e < steps.progress().history.size(); ++e)
      EXPECT_EQ(both.progress().history[e].validation_rmse, steps.progress().history[e].validation_rmse);
    EXPECT_LT(both.progress().best_rmse, 0.998 * steps.progress().best_rmse) << sync->name;
  }
}

TEST(Averaging, GoesOnInTheMiddleOfItsDrawsAtAnotherNumberOfRanks) {
  Trainer first(world(), averaging(), planted_data({}, shards, world()));
  while (first.progress().steps_ended == 0 || first.progress().epoch < first.progress().steps_ended + 3)
    first.run_epoch();
  const TrainingProgress progress = first.progress();
  std::map<std::string, std::vector<float>> saved;
  for (const StateSlot& slot : first.slots())
    saved[slot.name] = world().concatenate_all(std::span<const float>(first.slot_values(slot)));
  first.run(nullptr);
  const Communicator alone = world().split(world().rank(), 0);
  Trainer second(alone, averaging(), planted_data({}, shards, alone));
  second.restore(progress, [&](const StateSlot& slot) { return saved.at(slot.name); });
  EXPECT_EQ(second.most_epochs(), first.most_epochs());
  second.run(nullptr);
  EXPECT_EQ(whole_model(world(), first.last_model()), whole_model(alone, second.last_model()));
  EXPECT_EQ(whole_model(world(), first.best_model()), whole_model(alone, second.best_model()));
}

/// The values of a slot of `trainer`, all rows.
MatrixD slot_matrix(const Trainer& trainer, const std::string& name) {
  for (const StateSlot& slot : trainer.slots()) {
    if (slot.name != name) continue;
    const std::vector<float> values =
        world().concatenate_all(std::span<const float>(trainer.slot_values(slot)));
    return Eigen::Map<const Matrix>(values.data(), slot.total_rows, slot.columns).cast<double>();
  }
  ADD_FAILURE() << "no slot " << name;
  return {};
}

/// What the rows of these names predict of every entry, less the global mean.
struct Predictions {
  MatrixD products;
  MatrixD biases;
};
Predictions predictions_of(const Trainer& trainer, const std::string& of) {
  const MatrixD user = slot_matrix(trainer, "user_bias" + of);
  const MatrixD book = slot_matrix(trainer, "book_bias" + of);
  return {slot_matrix(trainer, "user_factors" + of) * slot_matrix(trainer, "book_factors" + of).transpose(),
          user.replicate(1, book.rows()) + book.transpose().replicate(user.rows(), 1)};
}

// The reference knows nothing of Gram matrices: least squares over the entries, and a whole decomposition.
TEST(Averaging, IsTheCutMeanWithTheWeightsOfLeastSquares) {
  const testing::Planted plan;
  Trainer trainer(world(), averaging(), planted_data(plan, world().size(), world()));
  while (trainer.progress().epoch < trainer.progress().steps_ended + 4 || trainer.progress().steps_ended == 0)
    trainer.run_epoch();
  const Predictions steps = predictions_of(trainer, "_steps");
  const Predictions draws = predictions_of(trainer, "_mean");
  std::vector<double> of_steps;
  std::vector<double> of_draws;
  std::vector<double> targets;
  const auto mean = static_cast<double>(trainer.last_model().traits.global_mean);
  for (std::int64_t u = 0; u < plan.users; ++u)
    for (std::int64_t b = 0; b < plan.books; ++b) {
      const testing::PlantedEntry entry = testing::planted_entry(plan, u, b);
      if (entry.part != 2) continue;
      of_steps.push_back(steps.products(u, b) + steps.biases(u, b));
      of_draws.push_back(draws.products(u, b) + draws.biases(u, b));
      targets.push_back(static_cast<double>(entry.rating) - mean);
    }
  const auto column = [](const std::vector<double>& values) {
    return Eigen::Map<const Eigen::VectorXd>(values.data(), std::ssize(values));
  };
  MatrixD both(std::ssize(targets), 2);
  both << column(of_steps), column(of_draws);
  Eigen::Vector2d weights = both.colPivHouseholderQr().solve(column(targets));
  ASSERT_GT(weights.minCoeff(), 0);
  // Two fitted weights have to be worth it.
  const double fitted = (both * weights - column(targets)).squaredNorm();
  const double as_they_are = (column(of_steps) - column(targets)).squaredNorm();
  if (static_cast<double>(targets.size()) * std::log(as_they_are / fitted) <= 4) weights = {1, 0};
  const MatrixD products = weights(0) * steps.products + weights(1) * draws.products;
  const testing::EigenSvd svd = testing::eigen_svd(products);
  constexpr Eigen::Index k = 6;
  const MatrixD best = svd.u.leftCols(k) * svd.values.head(k).asDiagonal() * svd.v.leftCols(k).transpose();
  const Predictions stored = predictions_of(trainer, "");
  EXPECT_LT((stored.products - best).norm(), 1e-4 * best.norm());
  const MatrixD biases = weights(0) * steps.biases + weights(1) * draws.biases;
  EXPECT_LT((stored.biases - biases).norm(), 1e-4 * biases.norm());
}

TEST(Averaging, TakesStepsAloneWhereNothingIsValidated) {
  TrainOptions options = averaging();
  options.epochs = 5;
  Trainer trainer(world(), options, without_validation(planted_data({}, world().size(), world())));
  EXPECT_EQ(trainer.draws().sweeps, 0);
  EXPECT_EQ(trainer.run(nullptr), StopReason::done);
  EXPECT_EQ(trainer.progress().steps_ended, 0);
}

TEST(Averaging, FoldsInWithTheRidgeOfWhatIsStored) {
  Trainer trainer(world(), averaging(), planted_data({}, world().size(), world()));
  trainer.run_epoch();
  EXPECT_GT(trainer.last_model().traits.user_factor_l2, 0);
  EXPECT_EQ(trainer.last_model().traits.user_factor_ridge, 0);
  trainer.run(nullptr);
  EXPECT_EQ(trainer.best_model().traits.user_factor_l2, 0);
  EXPECT_GT(trainer.best_model().traits.user_factor_ridge, 0);
}

}  // namespace
}  // namespace crucible
