#include "crucible/train/warm_start.hpp"

#include "crucible/core/error.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "world.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::Planted;
using testing::planted_data;
using testing::whole_model;
using testing::world;

constexpr std::int64_t k = 6;

TrainOptions options_of(const char* sync, std::int64_t epochs) {
  TrainOptions options;
  options.factors = k;
  options.epochs = epochs;
  options.optimizer = &optimizer_named("sgd");
  options.sync = &sync_mode_named(sync);
  return options;
}

bool is_new(std::int64_t row) { return row % 11 == 3; }

/// All rows of one side of a trained model, on every rank.
struct Side {
  std::vector<float> factors;
  std::vector<float> bias;
};

Side side_of(const Trainer& trainer, const std::string& side, const Communicator& comm) {
  Side rows;
  for (const StateSlot& slot : trainer.slots()) {
    if (slot.name != side + "factors" && slot.name != side + "bias") continue;
    const std::vector<float> mine = trainer.slot_values(slot);
    (slot.columns == k ? rows.factors : rows.bias) = comm.concatenate_all(std::span<const float>(mine));
  }
  return rows;
}

WarmRows rows_in(const Side& side, IndexRange rows, bool all_known) {
  WarmRows part;
  for (std::int64_t row = rows.begin; row < rows.end; ++row) {
    part.known.push_back(all_known || !is_new(row) ? 1 : 0);
    part.bias.push_back(part.known.back() != 0 ? side.bias[static_cast<std::size_t>(row)] : 99);
    for (std::int64_t c = 0; c < k; ++c)
      part.factors.push_back(part.known.back() != 0 ? side.factors[static_cast<std::size_t>(row * k + c)]
                                                    : 99);
  }
  return part;
}

/// A model of all rows, trained by rank 0's rules on every rank.
struct Older {
  Side users;
  Side books;
  double mean = 0;
};

const Older& older() {
  static const Older model = [] {
    Trainer trainer(world(), options_of("rotate", 40),
                    testing::without_validation(planted_data({}, 12, world())));
    trainer.run(nullptr);
    return Older{side_of(trainer, "user_", world()), side_of(trainer, "book_", world()),
                 static_cast<double>(trainer.best_model().traits.global_mean)};
  }();
  return model;
}

/// A start for this rank of `comm` from older(), without what is new unless `all_known`.
WarmStart start_for(const TrainData& data, bool all_known, bool visits) {
  WarmStart start;
  start.users = rows_in(older().users, data.train.users, all_known);
  start.books = rows_in(older().books, {0, data.total_books}, all_known);
  start.global_mean = older().mean;
  start.visited.assign(static_cast<std::size_t>(data.train.users.size()), visits ? 1 : 0);
  return start;
}

std::vector<float> warm_model(const Communicator& comm, const char* sync, std::int64_t epochs) {
  const TrainData data = planted_data({}, 12, comm);
  WarmStart start = start_for(data, false, true);
  for (std::size_t u = 0; u < start.visited.size(); u += 3) start.visited[u] = 0;
  Trainer trainer(comm, warm_options(options_of(sync, epochs)), data, start);
  trainer.run(nullptr);
  return whole_model(comm, trainer.last_model());
}

TEST(WarmStart, HasTheSameBitsAtAnyNumberOfRanksAndAgain) {
  const Communicator alone = world().split(world().rank(), 0);
  // Which users are skipped depends on the ranks' first users, so all are visited here.
  const auto model = [](const Communicator& comm) {
    const TrainData data = planted_data({}, 12, comm);
    Trainer trainer(comm, warm_options(options_of("rotate", 2)), data, start_for(data, false, true));
    trainer.run(nullptr);
    return whole_model(comm, trainer.last_model());
  };
  const std::vector<float> distributed = model(world());
  EXPECT_EQ(distributed, model(alone));
  EXPECT_EQ(distributed, model(world()));
}

TEST(WarmStart, AllreduceRepeatsItself) {
  EXPECT_EQ(warm_model(world(), "allreduce", 2), warm_model(world(), "allreduce", 2));
}

TEST(WarmStart, NewRowsAreAboutAsGoodAsKnownOnesFromTheStart) {
  const auto rmse = [](bool all_known) {
    TrainData data = planted_data({}, 12, world());
    WarmStart start = start_for(data, all_known, true);
    Trainer trainer(world(), warm_options(options_of("rotate", 1)), std::move(data), start);
    return trainer.run_epoch().validation_rmse;
  };
  const double known = rmse(true);
  const double part_new = rmse(false);
  EXPECT_LT(part_new, 1.05 * known);  // a row that stays at the mean makes it 1.5 times as large
}

TEST(WarmStart, AUserWhoIsNotVisitedKeepsTheRowAndThePrediction) {
  Planted moved;
  moved.low -= 1;  // tonight's ratings have another mean
  moved.high -= 1;
  const TrainData data = testing::without_validation(planted_data(moved, 12, world()));
  WarmStart start = start_for(data, true, true);
  start.visited.assign(start.visited.size(), 0);
  if (!start.visited.empty()) start.visited[0] = 1;
  const WarmStart before = start;
  Trainer trainer(world(), warm_options(options_of("rotate", 2)), data, start);
  trainer.run(nullptr);
  const FactorModel model = trainer.last_model();
  const auto mean = static_cast<double>(model.traits.global_mean);
  EXPECT_GT(std::abs(mean - older().mean), 0.5);
  for (std::int64_t u = 1; u < model.users.size(); ++u) {
    const auto at = static_cast<std::size_t>(u);
    for (std::int64_t c = 0; c < k; ++c)
      ASSERT_EQ(model.user_factors(u, c), before.users.factors[at * k + static_cast<std::size_t>(c)]);
    EXPECT_NEAR(mean + static_cast<double>(model.user_bias[at]),
                older().mean + static_cast<double>(before.users.bias[at]), 1e-5);
  }
}

TEST(WarmStart, ARowWithoutRatingsIsNothing) {
  TrainData data = testing::without_validation(planted_data({}, 12, world()));
  if (data.train.users.contains(0)) {
    const std::int64_t own = data.train.offsets[1];
    data.train.book.erase(data.train.book.begin(), data.train.book.begin() + own);
    data.train.rating.erase(data.train.rating.begin(), data.train.rating.begin() + own);
    for (std::size_t u = 1; u < data.train.offsets.size(); ++u) data.train.offsets[u] -= own;
  }
  const WarmStart start = start_for(data, true, true);
  Trainer trainer(world(), warm_options(options_of("rotate", 1)), data, start);
  trainer.run(nullptr);
  const FactorModel model = trainer.last_model();
  if (!model.users.contains(0)) return;
  EXPECT_EQ(model.user_bias[0], 0);
  for (std::int64_t c = 0; c < k; ++c) EXPECT_EQ(model.user_factors(0, c), 0);
}

TEST(WarmStart, VisitsEverybodyWhereNobodyIsMarked) {
  const TrainData data = planted_data({}, 12, world());
  const std::int64_t ratings = world().sum_value(data.train.size());
  Trainer trainer(world(), warm_options(options_of("rotate", 1)), data, start_for(data, true, false));
  EXPECT_EQ(trainer.run_epoch().updates, ratings);
}

TEST(WarmStart, CountsTheRatingsThatItVisits) {
  const TrainData data = planted_data({}, 12, world());
  WarmStart start = start_for(data, true, false);
  std::int64_t own = 0;
  for (std::size_t u = 0; u < start.visited.size(); u += 2) {
    start.visited[u] = 1;
    own += data.train.offsets[u + 1] - data.train.offsets[u];
  }
  Trainer trainer(world(), warm_options(options_of("rotate", 1)), data, start);
  EXPECT_EQ(trainer.run_epoch().updates, world().sum_value(own));
}

TEST(WarmStart, RefusesRowsThatAreNotThoseOfTheRatings) {
  const TrainData data = planted_data({}, 12, world());
  WarmStart start = start_for(data, true, true);
  start.books.bias.pop_back();
  EXPECT_THROW(Trainer(world(), warm_options(options_of("rotate", 1)), data, start), Error);
}

/// Options and data of a model that ends with draws.
TrainOptions drawing_options() {
  TrainOptions options = options_of("rotate", 60);
  options.optimizer = &optimizer_named("averaged");
  options.patience = 1;
  return options;
}

constexpr Planted noisy{.users = 400, .books = 90, .noise = 0.1};

/// The rows of a slot, on every rank.
Side side_with(const Trainer& trainer, const std::string& side, const std::string& after) {
  Side rows;
  for (const StateSlot& slot : trainer.slots()) {
    const bool factors = slot.name == side + "factors" + after;
    if (!factors && slot.name != side + "bias" + after) continue;
    const std::vector<float> mine = trainer.slot_values(slot);
    (factors ? rows.factors : rows.bias) = world().concatenate_all(std::span<const float>(mine));
  }
  return rows;
}

/// A model that ended with draws.
struct OlderChain {
  std::map<std::string, std::array<Side, 2>> rows;  ///< users, books: "" the model's, and of the chain
  ModelTraits traits;
  double validation = 0;
  double train = 0;  ///< of the last draw but one
};

const OlderChain& older_chain() {
  static const OlderChain chain = [] {
    Trainer trainer(world(), drawing_options(), planted_data(noisy, 12, world()));
    trainer.run(nullptr);
    OlderChain older;
    EXPECT_GT(trainer.progress().epoch, trainer.progress().steps_ended + 5);
    EXPECT_GT(trainer.progress().steps_ended, 0);
    for (const char* after : {"_draw", "_mean", "_link"})
      older.rows[after] = {side_with(trainer, "user_", after), side_with(trainer, "book_", after)};
    const FactorModel model = trainer.best_model();
    older.traits = model.traits;
    const auto all = [](const Matrix& mine) {
      return world().concatenate_all(
          std::span<const float>(mine.data(), static_cast<std::size_t>(mine.size())));
    };
    older.rows[""] = {
        Side{all(model.user_factors), world().concatenate_all(std::span<const float>(model.user_bias))},
        Side{all(model.book_factors), world().concatenate_all(std::span<const float>(model.book_bias))}};
    older.validation = trainer.progress().best_rmse;
    older.train = trainer.progress().history.back().train_rmse;
    return older;
  }();
  return chain;
}

WarmStart chain_start(const TrainData& data, bool all_known) {
  const OlderChain& older = older_chain();
  const auto sides = [&](const char* after) {
    const auto& [users, books] = older.rows.at(after);
    return WarmSides{rows_in(users, data.train.users, all_known),
                     rows_in(books, {0, data.total_books}, all_known)};
  };
  WarmStart start;
  start.users = sides("").users;
  start.books = sides("").books;
  start.global_mean = static_cast<double>(older.traits.global_mean);
  start.visited.assign(static_cast<std::size_t>(data.train.users.size()), 1);
  start.draws = WarmDraws{k,
                          sides("_draw"),
                          sides("_mean"),
                          sides("_link"),
                          older.traits.user_factor_ridge,
                          older.traits.user_bias_ridge};
  return start;
}

TEST(WarmDraws, GoOnWhereTheyWereWithTheSameBitsAtAnyNumberOfRanks) {
  const Communicator alone = world().split(world().rank(), 0);
  const auto trained = [](const Communicator& comm, bool all_known, double& rmse) {
    const TrainData data = planted_data(noisy, 12, comm);
    TrainOptions options = warm_options(drawing_options());
    options.epochs = 3;
    Trainer trainer(comm, options, data, chain_start(data, all_known));
    EXPECT_EQ(trainer.most_epochs(), 3);
    trainer.run(nullptr);
    rmse = trainer.progress().best_rmse;
    return whole_model(comm, trainer.best_model());
  };
  double known = 0;
  double part_new = 0;
  double serial = 0;
  EXPECT_EQ(trained(world(), false, part_new), trained(alone, false, serial));
  EXPECT_EQ(part_new, serial);
  trained(world(), true, known);
  EXPECT_LT(known, 1.01 * older_chain().validation);
  EXPECT_LT(part_new, 1.02 * older_chain().validation);  // one row in 11 of both sides was computed
}

TEST(WarmDraws, TakeUpTheLastDraw) {
  const TrainData data = planted_data(noisy, 12, world());
  const auto error_of_draw = [&](const WarmStart& start) {
    Trainer trainer(world(), warm_options(drawing_options()), data, start);
    return trainer.run_epoch().train_rmse;
  };
  WarmStart start = chain_start(data, true);
  EXPECT_NEAR(error_of_draw(start), older_chain().train, 0.02 * older_chain().train);
  std::fill(start.draws->draw.books.factors.begin(), start.draws->draw.books.factors.end(), 0.0F);
  EXPECT_GT(error_of_draw(start), 1.2 * older_chain().train);
}

TEST(WarmDraws, OtherNightsHaveOtherRandomNumbers) {
  const TrainData data = planted_data(noisy, 12, world());
  const auto model = [&](std::uint64_t night) {
    WarmStart start = chain_start(data, true);
    start.draws->night = night;
    Trainer trainer(world(), warm_options(drawing_options()), data, start);
    trainer.run_epoch();
    return whole_model(world(), trainer.last_model());
  };
  EXPECT_EQ(model(1), model(1));
  EXPECT_NE(model(1), model(2));
}

TEST(WarmDraws, RefuseRowsThatAreNotThoseOfTheRatings) {
  const TrainData data = planted_data(noisy, 12, world());
  WarmStart start = chain_start(data, true);
  start.draws->mean.books.bias.pop_back();
  EXPECT_THROW(Trainer(world(), warm_options(drawing_options()), data, start), Error);
}

TEST(WarmDraws, NeedRatingsThatDrawsCanBeJudgedBy) {
  const TrainData data = testing::without_validation(planted_data(noisy, 12, world()));
  EXPECT_THROW(Trainer(world(), warm_options(drawing_options()), data, chain_start(data, true)), UsageError);
}

TEST(VisitedUsers, AreAllThatChangedAndAShareOfTheOthers) {
  const std::vector<std::uint8_t> changed = [] {
    std::vector<std::uint8_t> marks(4000);
    for (std::size_t u = 0; u < marks.size(); u += 10) marks[u] = 1;
    return marks;
  }();
  const auto visited = visited_users({0, 4000}, changed, 0.25, 1, 7);
  const auto count = std::accumulate(visited.begin(), visited.end(), 0);
  for (std::size_t u = 0; u < changed.size(); u += 10) EXPECT_EQ(visited[u], 1);
  EXPECT_NEAR(count, 400 + 3600 * 0.25, 80);  // three deviations
  EXPECT_EQ(visited_users({0, 4000}, changed, 0, 1, 7), changed);
  EXPECT_NE(visited_users({0, 4000}, changed, 0.25, 1, 8), visited) << "each night replays other users";
  const std::vector<std::uint8_t> half(changed.begin() + 1000, changed.begin() + 3000);
  EXPECT_EQ(visited_users({1000, 3000}, half, 0.25, 1, 7),
            std::vector<std::uint8_t>(visited.begin() + 1000, visited.begin() + 3000));
}

TEST(WarmOptions, AreOfSgdOnRatedEntries) {
  TrainOptions options;
  options.optimizer = &optimizer_named("sgd");
  EXPECT_TRUE(can_start_warm(options));
  options.unrated_weight = 0.1;
  EXPECT_FALSE(can_start_warm(options));
  for (const char* name : {"adagrad", "adamw", "gibbs"}) {
    options = {};
    options.optimizer = &optimizer_named(name);
    EXPECT_FALSE(can_start_warm(options)) << name;
  }
  options = {};
  options.optimizer = &optimizer_named("averaged");
  EXPECT_TRUE(can_start_warm(options));
  options.optimizer = &optimizer_named("sgd");
  const double before = hyperparameters(options, 1).user_factor_rate;
  EXPECT_LT(hyperparameters(warm_options(options), 1).user_factor_rate, before);
  EXPECT_LT(hyperparameters(warm_options(options), 1).decay, 1);
}

}  // namespace
}  // namespace crucible
