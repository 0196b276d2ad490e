// The tables of optimizers, rate schedules, sync modes and merge rules: what their rows promise the code that
// goes by them.
#include "crucible/core/error.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "schedule/merge_rule.hpp"
#include "world.hpp"

#include <set>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::planted_data;
using testing::world;

/// Where the training RMSE falls below this share of the first epoch's, something was learnt: sums in another
/// order differ by far less.
constexpr double learnt = 0.999;

template <typename Table>
void expect_distinct_names(const Table& table) {
  std::set<std::string_view> names;
  for (const auto* row : table) {
    EXPECT_FALSE(row->name.empty());
    EXPECT_TRUE(names.insert(row->name).second) << row->name;
  }
}

TEST(Tables, NamesAreDistinct) {
  expect_distinct_names(optimizer_table());
  expect_distinct_names(rate_schedule_table());
  expect_distinct_names(sync_mode_table());
  expect_distinct_names(merge_rules);
}

TEST(Tables, ANameFindsItsRow) {
  for (const Optimizer* row : optimizer_table()) {
    EXPECT_EQ(&optimizer_named(row->name), row);
  }
  for (const RateSchedule* row : rate_schedule_table()) {
    EXPECT_EQ(&rate_schedule_named(row->name), row);
  }
  for (const SyncMode* row : sync_mode_table()) {
    EXPECT_EQ(&sync_mode_named(row->name), row);
  }
}

/// What is said of a name that no row has.
template <typename Find>
std::string complaint(const Find& find, const std::string& name) {
  try {
    find(name);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

/// "`argument`: 'name' is none of A, B, ..."
template <typename Table>
std::string refusal(const std::string& argument, const std::string& name, const Table& table) {
  std::string text = "`" + argument + "`: '" + name + "' is none of ";
  for (const auto* row : table) text.append(row == table.front() ? "" : ", ").append(row->name);
  return text;
}

TEST(Tables, AnUnknownNameIsRefusedWithTheNamesThereAre) {
  for (const std::string name : {"", "Rotate", "adam", "sgd ", "decayed"}) {
    EXPECT_EQ(complaint(optimizer_named, name), refusal("optimizer", name, optimizer_table()));
    EXPECT_EQ(complaint(rate_schedule_named, name), refusal("rate_schedule", name, rate_schedule_table()));
    EXPECT_EQ(complaint(sync_mode_named, name), refusal("sync", name, sync_mode_table()));
  }
}

TEST(Tables, EveryRowIsComplete) {
  for (const Optimizer* row : optimizer_table()) {
    EXPECT_FALSE(row->summary.empty()) << row->name;
    EXPECT_NE(row->defaults, nullptr) << row->name;
    EXPECT_NE(row->start, nullptr) << row->name;
  }
  for (const RateSchedule* row : rate_schedule_table()) {
    EXPECT_FALSE(row->summary.empty()) << row->name;
    EXPECT_NE(row->factor, nullptr) << row->name;
  }
  for (const SyncMode* row : sync_mode_table()) {
    EXPECT_FALSE(row->summary.empty()) << row->name;
    EXPECT_NE(row->make, nullptr) << row->name;
  }
  for (const MergeRule* row : merge_rules) {
    EXPECT_NE(row->terms, nullptr) << row->name;
    EXPECT_NE(row->scales, nullptr) << row->name;
  }
}

TEST(Tables, AnOptimizerTrainsCellsOrHasAWayOfItsOwn) {
  for (const Optimizer* row : optimizer_table()) {
    EXPECT_NE(row->pass != nullptr, row->own_mode != nullptr) << row->name;
    EXPECT_TRUE(row->pass == nullptr || row->companions.empty()) << row->name;
  }
}

TEST(Tables, EveryMergeRuleLearns) {
  for (const MergeRule* rule : merge_rules) {
    TrainOptions options;
    options.factors = 8;
    options.epochs = 4;
    options.merge_rule = rule;
    Trainer trainer(world(), options, planted_data({}, world().size(), world()));
    trainer.run(nullptr);
    const auto& history = trainer.progress().history;
    EXPECT_LT(history.back().train_rmse, learnt * history.front().train_rmse) << rule->name;
  }
}

TEST(Tables, EveryOptimizerLearnsInEverySyncModeAndRateSchedule) {
  for (const Optimizer* optimizer : optimizer_table()) {
    for (const SyncMode* sync : sync_mode_table()) {
      for (const RateSchedule* schedule : rate_schedule_table()) {
        TrainOptions options;
        options.factors = 8;
        options.epochs = 4;
        options.batch = 200;
        options.optimizer = optimizer;
        options.sync = sync;
        if (optimizer->has_rates) options.schedule = schedule;
        if (optimizer->needs_unrated) options.unrated_weight = 0.1;
        Trainer trainer(world(), options, planted_data({}, world().size(), world()));
        trainer.run(nullptr);
        const auto& history = trainer.progress().history;
        EXPECT_LT(history.back().train_rmse, learnt * history.front().train_rmse)
            << optimizer->name << ' ' << sync->name << ' ' << schedule->name;
      }
    }
  }
}

TEST(Tables, EveryCompanionAndAccumulatorIsPartOfACheckpoint) {
  for (const Optimizer* optimizer : optimizer_table()) {
    TrainOptions options;
    options.factors = 8;
    options.optimizer = optimizer;
    if (optimizer->needs_unrated) options.unrated_weight = 0.1;
    const Trainer trainer(world(), options, planted_data({}, world().size(), world()));
    std::set<std::string> names;
    for (const StateSlot& slot : trainer.slots()) names.insert(slot.name);
    for (const std::string side : {"user_", "book_"}) {
      EXPECT_EQ(names.contains(side + "factor_sum"), optimizer->accumulators != nullptr) << optimizer->name;
      for (const std::string_view companion : optimizer->companions)
        for (const std::string array : {"factors_", "bias_"})
          EXPECT_TRUE(names.contains(side + array + std::string(companion))) << optimizer->name;
    }
  }
}

}  // namespace
}  // namespace crucible
