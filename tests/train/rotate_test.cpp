#include "crucible/train/optimizer.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "world.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::planted_data;
using testing::whole_model;
using testing::world;

struct Case {
  const char* name;
  const char* optimizer;
  const char* schedule;
  double unrated_weight;
  std::int64_t factors;
};

class RotateBits : public ::testing::TestWithParam<Case> {};

/// Twelve shards on all ranks of this run against the same twelve on one: real-valued ratings from -10 to 10,
/// with patience, every optimizer and schedule.
TEST_P(RotateBits, AreTheSameOnAnyNumberOfRanks) {
  TrainOptions options;
  options.factors = GetParam().factors;
  options.epochs = 8;
  options.batch = 700;
  options.optimizer = &optimizer_named(GetParam().optimizer);
  options.schedule = &rate_schedule_named(GetParam().schedule);
  options.unrated_weight = GetParam().unrated_weight;
  options.sync = &sync_mode_named("rotate");
  options.patience = 3;
  const Communicator alone = world().split(world().rank(), 0);
  Trainer local(alone, options, planted_data({}, 12, alone));
  Trainer distributed(world(), options, planted_data({}, 12, world()));

  EXPECT_EQ(distributed.run(nullptr), local.run(nullptr));

  EXPECT_EQ(distributed.progress().epoch, local.progress().epoch);
  EXPECT_EQ(distributed.progress().best_rmse, local.progress().best_rmse);
  for (std::size_t e = 0; e < local.progress().history.size(); ++e)
    EXPECT_EQ(distributed.progress().history[e].train_rmse, local.progress().history[e].train_rmse)
        << "epoch " << e;
  EXPECT_EQ(whole_model(world(), distributed.best_model()), whole_model(alone, local.best_model()));
  EXPECT_EQ(whole_model(world(), distributed.last_model()), whole_model(alone, local.last_model()));
}

INSTANTIATE_TEST_SUITE_P(Kinds, RotateBits,
                         ::testing::Values(Case{"sgd_decay", "sgd", "decay", 0, 32},
                                           Case{"sgd_bold", "sgd", "bold-driver", 0, 20},
                                           Case{"sgd_unrated", "sgd", "bold-driver", 0.1, 24},
                                           Case{"adagrad_unrated", "adagrad", "decay", 0.1, 24},
                                           Case{"adamw", "adamw", "constant", 0, 24},
                                           Case{"adamw_unrated", "adamw", "bold-driver", 0.1, 10},
                                           Case{"adagrad", "adagrad", "constant", 0, 12},
                                           Case{"adagrad_bold", "adagrad", "bold-driver", 0, 16}),
                         [](const auto& parameters) { return std::string(parameters.param.name); });

TEST(Rotate, FewerShardsThanRanksLeavesRanksIdle) {
  TrainOptions options;
  options.factors = 8;
  options.epochs = 3;
  options.sync = &sync_mode_named("rotate");
  const Communicator alone = world().split(world().rank(), 0);
  Trainer local(alone, options, planted_data({}, 2, alone));
  Trainer distributed(world(), options, planted_data({}, 2, world()));

  local.run(nullptr);
  distributed.run(nullptr);

  EXPECT_EQ(whole_model(world(), distributed.best_model()), whole_model(alone, local.best_model()));
}

TEST(Rotate, BooksAreDistributed) {
  TrainOptions options;
  options.factors = 8;
  options.epochs = 1;
  options.sync = &sync_mode_named("rotate");
  Trainer trainer(world(), options, planted_data({}, 12, world()));
  trainer.run(nullptr);

  const FactorModel model = trainer.last_model();

  std::int64_t held = world().sum_value(model.books.size());
  EXPECT_EQ(held, model.total_books);
  EXPECT_EQ(world().sum_before(model.books.size()), model.books.begin);
}

}  // namespace
}  // namespace crucible
