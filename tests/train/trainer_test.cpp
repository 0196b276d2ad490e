#include "crucible/train/trainer.hpp"

#include "crucible/core/error.hpp"
#include "planted.hpp"
#include "world.hpp"

#include <cmath>
#include <map>
#include <string>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::Planted;
using testing::planted_data;
using testing::whole_model;
using testing::world;

TrainOptions small_options() {
  TrainOptions options;
  options.factors = 12;
  options.epochs = 6;
  options.learning_rate.all = 0.05;
  return options;
}

std::int64_t ranks() { return world().size(); }

/// RMSE of predicting the mean, from the entries themselves.
double spread_of(const Planted& plan) {
  double sum = 0;
  double squares = 0;
  double count = 0;
  for (std::int64_t u = 0; u < plan.users; ++u) {
    for (std::int64_t b = 0; b < plan.books; ++b) {
      const auto entry = testing::planted_entry(plan, u, b);
      if (entry.part != 1) continue;
      sum += entry.rating;
      squares += static_cast<double>(entry.rating) * entry.rating;
      count += 1;
    }
  }
  return std::sqrt(squares / count - sum * sum / (count * count));
}

TEST(Trainer, MeasuresTheSpreadOverAllRanks) {
  const Planted plan;
  Trainer trainer(world(), small_options(), planted_data(plan, ranks(), world()));

  EXPECT_NEAR(trainer.spread(), spread_of(plan), 1e-6 * spread_of(plan));
}

TEST(Trainer, LearnsWhatWasPlanted) {
  const Planted plan;
  TrainOptions options = small_options();
  options.epochs = 60;
  Trainer trainer(world(), options, planted_data(plan, ranks(), world()));

  trainer.run(nullptr);

  // noise is 1 rating; predicting the mean misses by the spread
  EXPECT_LT(trainer.progress().history.back().validation_rmse, 0.5 * spread_of(plan));
}

TEST(Trainer, PredictionsOfTheModelGiveTheReportedValidationError) {
  const Planted plan;
  for (const SyncMode sync : {SyncMode::allreduce, SyncMode::rotate}) {
    TrainOptions options = small_options();
    options.sync = sync;
    Trainer trainer(world(), options, planted_data(plan, 7, world()));
    trainer.run(nullptr);

    const FactorModel model = trainer.last_model();
    const std::vector<float> all = whole_model(world(), model);
    const auto n = [](std::int64_t count) { return static_cast<std::size_t>(count); };
    const std::size_t k = n(model.k());
    const float* p = all.data();
    const float* user_bias = p + n(plan.users) * k;
    const float* q = user_bias + plan.users;
    const float* book_bias = q + n(plan.books) * k;
    double squares = 0;
    double count = 0;
    for (std::int64_t u = 0; u < plan.users; ++u) {
      for (std::int64_t b = 0; b < plan.books; ++b) {
        const auto entry = testing::planted_entry(plan, u, b);
        if (entry.part != 2) continue;
        double guess = static_cast<double>(model.traits.global_mean) + user_bias[u] + book_bias[b];
        for (std::size_t i = 0; i < k; ++i) guess += static_cast<double>(p[n(u) * k + i]) * q[n(b) * k + i];
        guess = std::fmin(plan.high, std::fmax(plan.low, guess));
        squares += (guess - entry.rating) * (guess - entry.rating);
        count += 1;
      }
    }
    EXPECT_NEAR(trainer.progress().history.back().validation_rmse, std::sqrt(squares / count), 1e-5)
        << name_of(sync);
  }
}

TEST(Trainer, SameShardsGiveTheSameBitsAtTheSameNumberOfRanks) {
  std::vector<float> first;
  for (int run = 0; run < 2; ++run) {
    Trainer trainer(world(), small_options(), planted_data({}, ranks(), world()));
    trainer.run(nullptr);
    const std::vector<float> model = whole_model(world(), trainer.best_model());
    if (run == 0) first = model;
    EXPECT_EQ(model, first);
  }
}

TEST(Trainer, FewerShardsThanRanksTrainTheModelOfOneRank) {
  for (const Optimizer optimizer : {Optimizer::sgd, Optimizer::adagrad}) {
    for (const std::int64_t shards : {1, 2, 3}) {
      TrainOptions options;
      options.optimizer = optimizer;
      options.factors = 12;
      options.epochs = 4;
      Trainer trainer(world(), options, planted_data({}, shards, world()));
      trainer.run(nullptr);
      const Communicator alone(MPI_COMM_SELF, false);
      Trainer expected(alone, options, planted_data({}, shards, alone));
      expected.run(nullptr);

      const std::vector<float> model = whole_model(world(), trainer.last_model());
      const std::vector<float> of_one = whole_model(alone, expected.last_model());
      ASSERT_EQ(model.size(), of_one.size());
      for (std::size_t i = 0; i < model.size(); ++i)
        ASSERT_NEAR(model[i], of_one[i], 1e-3) << shards << " shards, number " << i;
      EXPECT_NEAR(trainer.progress().history.back().validation_rmse,
                  expected.progress().history.back().validation_rmse, 1e-3);
    }
  }
}

TEST(Trainer, ManyShardsComeCloseToOne) {
  const Planted plan{.users = 600, .books = 150, .density = 0.25};
  std::map<std::int64_t, double> rmse;
  for (const std::int64_t shards : {1, 24}) {
    TrainOptions options = small_options();
    options.epochs = 15;
    Trainer trainer(world(), options, planted_data(plan, shards, world()));
    trainer.run(nullptr);
    rmse[shards] = trainer.progress().history.back().validation_rmse;
  }
  EXPECT_NEAR(rmse[24], rmse[1], 0.03 * rmse[1]);
}

TEST(Trainer, BestEpochIsKeptAndPatienceStops) {
  TrainOptions options = small_options();
  options.epochs = 200;
  options.patience = 3;
  options.learning_rate.all = 0.2;  // overfits soon
  options.regularization.all = 0.0;
  Trainer trainer(world(), options, planted_data({}, ranks(), world()));

  EXPECT_EQ(trainer.run(nullptr), StopReason::early);

  const TrainingProgress& progress = trainer.progress();
  EXPECT_EQ(progress.epoch, progress.best_epoch + 3);
  double least = 1e9;
  for (const EpochReport& report : progress.history) least = std::min(least, report.validation_rmse);
  EXPECT_EQ(progress.best_rmse, least);
  EXPECT_NE(whole_model(world(), trainer.best_model()), whole_model(world(), trainer.last_model()));
  TrainOptions shorter = options;
  shorter.patience.reset();
  shorter.epochs = progress.best_epoch;
  Trainer again(world(), shorter, planted_data({}, ranks(), world()));
  again.run(nullptr);
  EXPECT_EQ(whole_model(world(), again.last_model()), whole_model(world(), trainer.best_model()));
}

TEST(Trainer, ObserverOfOneRankStopsAll) {
  Trainer trainer(world(), small_options(), planted_data({}, ranks(), world()));

  const StopReason reason = trainer.run(
      [&](const EpochReport& report) { return world().rank() == world().size() - 1 && report.epoch == 2; });

  EXPECT_EQ(reason, StopReason::observer);
  EXPECT_EQ(trainer.progress().epoch, 2);
}

TEST(Trainer, DivergenceNamesEpochAndRate) {
  TrainOptions options = small_options();
  options.learning_rate.all = 50;
  Trainer trainer(world(), options, planted_data({}, ranks(), world()));

  try {
    trainer.run(nullptr);
    FAIL() << "nothing was thrown";
  } catch (const NumericalError& error) {
    EXPECT_NE(std::string(error.what()).find("epoch 1 at learning rate"), std::string::npos) << error.what();
    EXPECT_TRUE(error.on_all_ranks());
  }
}

TEST(Trainer, BoldDriverRecoversFromDivergence) {
  const Planted plan;
  for (const SyncMode sync : {SyncMode::allreduce, SyncMode::rotate}) {
    TrainOptions options = small_options();
    options.learning_rate.all = 50;
    options.schedule = RateSchedule::bold_driver;
    options.epochs = 25;
    options.sync = sync;
    Trainer trainer(world(), options, planted_data(plan, ranks(), world()));

    trainer.run(nullptr);

    EXPECT_LT(trainer.progress().rate_factor, 0.1);
    EXPECT_LT(trainer.progress().history.back().validation_rmse, 0.8 * spread_of(plan)) << name_of(sync);
  }
}

TEST(Trainer, DefaultsLearnScalesAlike) {
  // the same ratings on three scales: the spread scales rates and L2, so that learning is the same but for
  // the unit
  std::vector<double> shares;
  for (const auto& [low, high] : {std::pair(1.0, 5.0), std::pair(0.0, 10.0), std::pair(-10.0, 10.0)}) {
    TrainOptions options;
    options.factors = 12;
    options.epochs = 10;
    Trainer trainer(world(), options, planted_data({.low = low, .high = high}, ranks(), world()));
    trainer.run(nullptr);
    shares.push_back(trainer.progress().history.back().validation_rmse / (high - low));
  }
  EXPECT_NEAR(shares[1], shares[0], 0.01 * shares[0]);
  EXPECT_NEAR(shares[2], shares[0], 0.01 * shares[0]);
}

TEST(Trainer, NothingToTrainOnIsAUsageError) {
  TrainData data = planted_data({}, ranks(), world());
  data.train.book.clear();
  data.train.rating.clear();
  std::fill(data.train.offsets.begin(), data.train.offsets.end(), 0);

  try {
    Trainer trainer(world(), small_options(), std::move(data));
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_TRUE(error.on_all_ranks());
  }
}

TEST(Trainer, ARatingThatIsNotFiniteIsRefusedOnAllRanks) {
  TrainData data = planted_data({}, ranks(), world());
  if (world().is_root()) data.train.rating[0] = std::nanf("");

  try {
    Trainer trainer(world(), small_options(), std::move(data));
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::numerical);
    EXPECT_TRUE(error.on_all_ranks());
  }
}

}  // namespace
}  // namespace crucible
