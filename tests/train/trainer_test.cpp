#include "crucible/train/trainer.hpp"

#include "crucible/core/error.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/sync_mode.hpp"
#include "defaults/plain_biases.hpp"
#include "defaults/warm_up.hpp"
#include "planted.hpp"
#include "world.hpp"

#include <cmath>
#include <limits>
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
  for (const SyncMode* sync : {&sync_mode_named("allreduce"), &sync_mode_named("rotate")}) {
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
        << sync->name;
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
  for (const Optimizer* optimizer : {&optimizer_named("sgd"), &optimizer_named("adagrad")}) {
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

/// The rule of docs/quality.md, applied to the history: the last epoch, and no other one, uses up `patience`.
void expect_end_of_patience(const TrainingProgress& progress, std::int64_t patience) {
  double gained = std::numeric_limits<double>::infinity();
  double factor_rms = std::numeric_limits<double>::infinity();
  std::int64_t without_gain = 0;
  for (const EpochReport& report : progress.history) {
    const bool grows = report.factor_rms > 1.01 * factor_rms;
    factor_rms = report.factor_rms;
    if (report.validation_rmse < (1 - 1e-4) * gained) {
      gained = report.validation_rmse;
      without_gain = 0;
    } else if (!grows && report.epoch >= 10) {
      ++without_gain;
    }
    EXPECT_EQ(without_gain == patience, report.epoch == progress.epoch) << report.epoch;
  }
}

TEST(Trainer, BestEpochIsKeptAndPatienceStops) {
  TrainOptions options = small_options();
  options.optimizer = &optimizer_named("sgd");
  options.epochs = 200;
  options.patience = 3;
  options.learning_rate.all = 0.2;  // overfits soon
  options.regularization.all = 0.0;
  Trainer trainer(world(), options, planted_data({}, ranks(), world()));

  EXPECT_EQ(trainer.run(nullptr), StopReason::early);

  const TrainingProgress& progress = trainer.progress();
  EXPECT_GT(progress.epoch, progress.best_epoch);
  double least = 1e9;
  for (const EpochReport& report : progress.history) least = std::min(least, report.validation_rmse);
  EXPECT_EQ(progress.best_rmse, least);
  expect_end_of_patience(progress, *options.patience);
  EXPECT_NE(whole_model(world(), trainer.best_model()), whole_model(world(), trainer.last_model()));
  TrainOptions shorter = options;
  shorter.patience.reset();
  shorter.epochs = progress.best_epoch;
  Trainer again(world(), shorter, planted_data({}, ranks(), world()));
  again.run(nullptr);
  EXPECT_EQ(whole_model(world(), again.last_model()), whole_model(world(), trainer.best_model()));
}

/// Planted data whose last user and last book are in the validation part alone.
TrainData with_unseen_rows(std::int64_t shards) {
  TrainData data = planted_data({}, shards, world());
  const auto forget = [&data](const auto& forgotten) {
    RatingShard kept = data.train;
    kept.book.clear();
    kept.rating.clear();
    for (std::int64_t u = 0; u < kept.users.size(); ++u) {
      const auto user = static_cast<std::size_t>(u);
      for (std::int64_t i = data.train.offsets[user]; i < data.train.offsets[user + 1]; ++i) {
        const auto entry = static_cast<std::size_t>(i);
        if (forgotten(kept.users.begin + u, data.train.book[entry])) continue;
        kept.book.push_back(data.train.book[entry]);
        kept.rating.push_back(data.train.rating[entry]);
      }
      kept.offsets[user + 1] = static_cast<std::int64_t>(kept.book.size());
    }
    data.train = kept;
  };
  forget([&data](std::int64_t user, BookIndex book) {
    return user == data.total_users - 1 || book == data.total_books - 1;
  });
  return data;
}

TEST(Trainer, RowsThatTrainingNeverSawStayAtTheMean) {
  for (const char* optimizer : {"sgd", "adagrad", "adamw"}) {
    for (const char* sync : {"allreduce", "rotate"}) {
      TrainOptions options = small_options();
      options.optimizer = &optimizer_named(optimizer);
      options.sync = &sync_mode_named(sync);
      options.epochs = 2;
      options.biases = true;
      Trainer trainer(world(), options, with_unseen_rows(7));
      trainer.run(nullptr);
      const FactorModel model = trainer.last_model();

      if (model.users.contains(model.total_users - 1)) {
        EXPECT_EQ(model.user_factors.bottomRows(1).norm(), 0) << optimizer;
        EXPECT_EQ(model.user_bias.back(), 0) << optimizer;
        EXPECT_GT(model.user_factors.topRows(1).norm(), 0) << optimizer;
      }
      if (model.books.contains(model.total_books - 1)) {
        EXPECT_EQ(model.book_factors.bottomRows(1).norm(), 0) << optimizer << " " << sync;
        EXPECT_EQ(model.book_bias.back(), 0) << optimizer << " " << sync;
      }
    }
  }
}

TEST(Trainer, OutwaitsThePlateauBeforeFactorsHaveGrown) {
  const Planted plan{.users = 600, .books = 150, .noise = 0.2};
  TrainOptions options;
  options.factors = 12;
  options.epochs = 60;
  options.patience = 1;
  options.regularization.all = 0.15;
  Trainer trainer(world(), options, planted_data(plan, ranks(), world()));

  trainer.run(nullptr);

  // for some epochs the factors have nothing to say; later they are a good part of what is predicted
  EXPECT_LT(trainer.progress().history[2].factor_rms, 0.05 * trainer.spread());
  EXPECT_GT(trainer.progress().history.back().factor_rms, 0.2 * trainer.spread());
}

TEST(Trainer, IsNeverWorseThanPlainBiasesWhereItIsJudged) {
  const Planted plan{.density = 0.05, .noise = 0.4};  // next to nothing but noise
  TrainOptions options = small_options();
  options.regularization.all = 0.0;
  const TrainData data = planted_data(plan, ranks(), world());
  Trainer trainer(world(), options, data);
  trainer.run(nullptr);
  double mean = 0;
  for (const float rating : data.train.rating) mean += static_cast<double>(rating);
  mean = world().sum_value(mean) / static_cast<double>(world().sum_value(data.train.size()));
  std::vector<std::int64_t> counts(static_cast<std::size_t>(plan.books));
  for (const BookIndex book : data.train.book) ++counts[static_cast<std::size_t>(book)];
  world().sum(std::span<std::int64_t>(counts));
  const PlainBiases plain = fit_plain_biases(world(), data.train, mean, counts);
  double squares = 0;
  for (std::size_t u = 0; u < plain.user.size(); ++u)
    for (std::int64_t i = data.validation.offsets[u]; i < data.validation.offsets[u + 1]; ++i) {
      const auto entry = static_cast<std::size_t>(i);
      const double guess =
          mean + static_cast<double>(plain.user[u]) +
          static_cast<double>(plain.book[static_cast<std::size_t>(data.validation.book[entry])]);
      const double error = static_cast<double>(data.validation.rating[entry]) -
                           std::fmin(plan.high, std::fmax(plan.low, guess));
      squares += error * error;
    }
  const double of_plain =
      std::sqrt(world().sum_value(squares) / static_cast<double>(world().sum_value(data.validation.size())));

  EXPECT_LE(trainer.progress().best_rmse, 1.001 * of_plain);
}

TEST(WarmUp, HoldsTheL2OfTheFactorsDownInTheFirstEpochsAlone) {
  Hyperparameters hyper;
  hyper.user_factor_l2 = 0.3;
  hyper.book_factor_l2 = 0.01;

  EXPECT_EQ(warmed_up(hyper, 0.06, 0).user_factor_l2, 0.06);
  EXPECT_EQ(warmed_up(hyper, 0.06, 0).book_factor_l2, 0.01);
  EXPECT_EQ(warmed_up(hyper, 0.06, warm_epochs).user_factor_l2, 0.3);
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
  for (const SyncMode* sync : {&sync_mode_named("allreduce"), &sync_mode_named("rotate")}) {
    TrainOptions options = small_options();
    options.learning_rate.all = 50;
    options.schedule = &rate_schedule_named("bold-driver");
    options.epochs = 25;
    options.sync = sync;
    Trainer trainer(world(), options, planted_data(plan, ranks(), world()));

    trainer.run(nullptr);

    EXPECT_LT(trainer.progress().rate_factor, 0.1);
    EXPECT_LT(trainer.progress().history.back().validation_rmse, 0.8 * spread_of(plan)) << sync->name;
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
