#include "crucible/store/model_store.hpp"

#include "crucible/mpi/collective.hpp"
#include "scratch_folder.hpp"
#include "world.hpp"

#include <cmath>
#include <fstream>
#include <functional>
#include <limits>
#include <utility>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::ScratchFolder;
using testing::world;

constexpr std::int64_t users = 11;
constexpr std::int64_t books = 7;
constexpr std::int64_t factors = 3;

float factor(std::int64_t row, std::int64_t column) { return static_cast<float>(10 * row + column); }

Matrix factors_of(IndexRange rows, float sign) {
  Matrix values(rows.size(), factors);
  for (std::int64_t i = 0; i < rows.size(); ++i)
    for (std::int64_t j = 0; j < factors; ++j) values(i, j) = sign * factor(rows.begin + i, j);
  return values;
}

/// This rank's users; all books, or its part of them.
FactorModel model_of_rank(bool whole_books) {
  FactorModel model;
  model.traits = {ModelKind::funk, FoldIn::ridge, true, 3.5F, 1, 5, 0.01, 0.02, 0.25, 1.5, 2, 0.75, 0.125};
  model.total_users = users;
  model.total_books = books;
  model.users = even_part(users, world().size(), world().rank());
  model.books = whole_books ? IndexRange{0, books} : even_part(books, world().size(), world().rank());
  model.user_factors = factors_of(model.users, 1);
  model.book_factors = factors_of(model.books, -1);
  for (std::int64_t u = model.users.begin; u < model.users.end; ++u) model.user_bias.push_back(factor(u, 5));
  for (std::int64_t b = model.books.begin; b < model.books.end; ++b) model.book_bias.push_back(factor(b, 6));
  return model;
}

ModelNames names_of(const FactorModel& model, bool titles) {
  ModelNames names;
  for (std::int64_t u = model.users.begin; u < model.users.end; ++u)
    names.user_ids.push_back("user-" + std::to_string(u));
  for (std::int64_t b = model.books.begin; b < model.books.end; ++b) {
    names.book_ids.push_back("0" + std::to_string(b));
    if (titles) names.book_titles.push_back("Title " + std::to_string(b));
  }
  return names;
}

ModelRecord some_record() {
  ModelRecord record;
  record.history.resize(2);
  record.history[0].epoch = 1;
  record.history[1].epoch = 2;
  record.history[1].validation_rmse = 0.9;
  record.history[1].updates = 77;
  record.history[1].weights = {0.5, 0.25, 2, -1, 3};
  record.history[1].factor_rms = 0.7;
  record.config = "factors = 3\n";
  record.ratings_fingerprint = "abc";
  record.id_fingerprint = "def";
  record.instruction_set = "avx2";
  record.shards = 12;
  record.best_epoch = 2;
  return record;
}

/// One slot over users, two values a row; on every rank needed whole.
TrainingState some_state() {
  TrainingState state;
  state.progress.epoch = 2;
  state.progress.best_epoch = 1;
  state.progress.steps_ended = 1;
  state.progress.best_rmse = 0.95;
  state.progress.epochs_without_gain = 1;
  state.progress.rmse_of_gain = 0.96;
  state.progress.rate_factor = 0.5;
  state.progress.previous_loss = 0.8;
  state.stopped = "signal";
  state.slots.push_back(
      {"user_factor_sum", users, 2, even_part(users, world().size(), world().rank()), {0, users}});
  state.values = [](const StateSlot& slot) {
    std::vector<float> values;
    for (std::int64_t row = slot.rows.begin; row < slot.rows.end; ++row)
      for (std::int64_t j = 0; j < slot.columns; ++j) values.push_back(factor(row, j));
    return values;
  };
  return state;
}

class ModelStoreTest : public ::testing::Test {
 protected:
  void write(bool whole_books, bool titles, const TrainingState* state = nullptr) {
    const FactorModel model = model_of_rank(whole_books);
    ModelStore::write(world(), path_, model, names_of(model, titles), some_record(), {"crucible test"},
                      state);
  }

  /// A sealed file with these root attributes, complete, and nothing else.
  void write_bare(const std::string& format, const std::string& version) {
    write_sealed(world(), path_, [&](H5File& file) {
      file.write_attribute("/", "format", format);
      file.write_attribute("/", "version", version);
      file.write_attribute("/", "complete", std::int64_t{1});
    });
  }

  /// What open() says, on every rank.
  std::string refusal() {
    try {
      static_cast<void>(ModelStore::open(world(), path_));
    } catch (const Error& error) {
      EXPECT_TRUE(error.on_all_ranks());
      EXPECT_EQ(error.exit_code(), ExitCode::bad_input);
      return error.what();
    }
    return {};
  }

  ScratchFolder folder_{world()};
  std::string path_ = folder_ / "model.h5";
};

TEST_F(ModelStoreTest, ComesBackWholeWhereverTheBooksWere) {
  for (const bool whole_books : {true, false}) {
    write(whole_books, true);
    const ModelStore store = ModelStore::open(world(), path_);
    EXPECT_EQ(store.total_users(), users);
    EXPECT_EQ(store.total_books(), books);
    EXPECT_EQ(store.k(), factors);
    const FactorModel read = store.read({3, 9}, {0, books});
    EXPECT_EQ(read.user_factors, factors_of({3, 9}, 1));
    EXPECT_EQ(read.book_factors, factors_of({0, books}, -1));
    EXPECT_EQ(read.user_bias.at(2), factor(5, 5));
    EXPECT_EQ(read.book_bias.at(6), factor(6, 6));
    EXPECT_TRUE(read.singular_values.empty());
    EXPECT_EQ(store.user_ids({10, 11}).at(0), "user-10");
    EXPECT_EQ(store.book_ids({6, 7}).at(0), "06");
    EXPECT_EQ(store.book_titles({6, 7}).at(0), "Title 6");
  }
}

TEST_F(ModelStoreTest, TraitsAndRecordComeBack) {
  write(true, false);
  const ModelStore store = ModelStore::open(world(), path_);
  EXPECT_EQ(store.traits().kind, ModelKind::funk);
  EXPECT_EQ(store.traits().fold_in, FoldIn::ridge);
  EXPECT_TRUE(store.traits().has_biases);
  EXPECT_EQ(store.traits().global_mean, 3.5F);
  EXPECT_EQ(store.traits().scale_high, 5.0F);
  EXPECT_EQ(store.traits().user_factor_l2, 0.01);
  EXPECT_EQ(store.traits().unrated_weight, 0.25);
  EXPECT_EQ(store.traits().unrated_target, 1.5);
  EXPECT_EQ(store.traits().target_power, 2);
  EXPECT_EQ(store.traits().user_factor_ridge, 0.75);
  EXPECT_EQ(store.traits().user_bias_ridge, 0.125);
  const ModelRecord& record = store.record();
  ASSERT_EQ(record.history.size(), 2U);
  EXPECT_EQ(record.history[1].validation_rmse, 0.9);
  EXPECT_EQ(record.history[1].updates, 77);
  EXPECT_EQ(record.history[0].weights, PartWeights{});
  EXPECT_EQ(record.history[1].weights, (PartWeights{0.5, 0.25, 2, -1, 3}));
  EXPECT_EQ(record.history[1].factor_rms, 0.7);
  EXPECT_EQ(record.config, "factors = 3\n");
  EXPECT_EQ(record.ratings_fingerprint, "abc");
  EXPECT_EQ(record.id_fingerprint, "def");
  EXPECT_EQ(record.instruction_set, "avx2");
  EXPECT_EQ(record.shards, 12);
  EXPECT_EQ(record.best_epoch, 2);
  EXPECT_FALSE(store.has_titles());
  EXPECT_EQ(store.book_titles({0, 2}), (std::vector<std::string>{"", ""}));
}

TEST_F(ModelStoreTest, StateAndSlotsComeBackToAnyRank) {
  const TrainingState state = some_state();
  write(true, false, &state);
  const ModelStore store = ModelStore::open(world(), path_);
  ASSERT_TRUE(store.has_state());
  const TrainingState read = store.read_state();
  EXPECT_EQ(read.progress.epoch, 2);
  EXPECT_EQ(read.progress.best_epoch, 1);
  EXPECT_EQ(read.progress.steps_ended, 1);
  EXPECT_EQ(read.progress.best_rmse, 0.95);
  EXPECT_EQ(read.progress.epochs_without_gain, 1);
  EXPECT_EQ(read.progress.rmse_of_gain, 0.96);
  EXPECT_EQ(read.progress.rate_factor, 0.5);
  EXPECT_EQ(read.progress.previous_loss, 0.8);
  EXPECT_EQ(read.progress.history.size(), 2U);
  EXPECT_EQ(read.stopped, "signal");
  const std::vector<float> all = store.read_slot(state.slots[0]);
  ASSERT_EQ(all.size(), static_cast<std::size_t>(2 * users));
  EXPECT_EQ(all[2 * 7 + 1], factor(7, 1));
  StateSlot part = state.slots[0];
  part.needed = {4, 5};
  EXPECT_EQ(store.read_slot(part), (std::vector<float>{factor(4, 0), factor(4, 1)}));
  part.columns = 3;
  EXPECT_THROW(store.read_slot(part), InputError);
  part.name = "absent";
  EXPECT_THROW(store.read_slot(part), InputError);
}

TEST_F(ModelStoreTest, AStateThatDoesNotFitItsHistoryIsRefused) {
  const auto refused = [&](const char* name, auto TrainingProgress::*member, auto value) {
    TrainingState state = some_state();
    state.progress.*member = value;
    write(true, false, &state);
    const ModelStore store = ModelStore::open(world(), path_);
    try {
      static_cast<void>(store.read_state());
      ADD_FAILURE() << name << " = " << value << " was accepted";
    } catch (const InputError& error) {
      EXPECT_EQ(error.file(), path_);
      EXPECT_NE(std::string(error.what()).find("attribute " + std::string(name) + " of /state"),
                std::string::npos);
    }
  };
  for (const std::int64_t value : {-1, 1, 3}) refused("epoch", &TrainingProgress::epoch, value);
  for (const std::int64_t value : {-1, 3, 500'000'000}) {
    refused("best_epoch", &TrainingProgress::best_epoch, value);
    refused("steps_ended", &TrainingProgress::steps_ended, value);
    refused("epochs_without_gain", &TrainingProgress::epochs_without_gain, value);
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  refused("best_rmse", &TrainingProgress::best_rmse, nan);
  refused("rmse_of_gain", &TrainingProgress::rmse_of_gain, nan);
  refused("previous_loss", &TrainingProgress::previous_loss, nan);
  for (const double value : {nan, 0.0, -1.0}) refused("rate_factor", &TrainingProgress::rate_factor, value);
}

TEST_F(ModelStoreTest, WithoutStateThereIsNothingToGoOnFrom) {
  write(true, false);
  const ModelStore store = ModelStore::open(world(), path_);
  EXPECT_FALSE(store.has_state());
  EXPECT_THROW(store.read_state(), InputError);
}

TEST_F(ModelStoreTest, WhatStoodThereIsKept) {
  write(true, false);
  const FactorModel model = model_of_rank(true);
  ModelStore::write(world(), path_, model, names_of(model, true), some_record(), {"again"}, nullptr,
                    folder_ / "old.h5");
  EXPECT_FALSE(ModelStore::open(world(), folder_ / "old.h5").has_titles());
  EXPECT_TRUE(ModelStore::open(world(), path_).has_titles());
}

TEST_F(ModelStoreTest, ADamagedFileIsRefusedByItsSeal) {
  write(true, false);
  on_root(world(), [&] {
    std::fstream file(path_, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(-9, std::ios::end);
    file.put('\x5a');
  });
  EXPECT_NE(refusal().find("model.h5"), std::string::npos);
}

TEST_F(ModelStoreTest, AMissingDatasetIsNamed) {
  write_bare("crucible-model", "1.0");
  EXPECT_NE(refusal().find("/model/user_factors"), std::string::npos);
}

TEST_F(ModelStoreTest, AnotherFormatOrMajorVersionIsRefusedByName) {
  write_bare("crucible-ratings", "1.0");
  EXPECT_NE(refusal().find("crucible-ratings"), std::string::npos);
  write_bare("crucible-model", "2.0");
  EXPECT_NE(refusal().find("2.0"), std::string::npos);
  write_bare("crucible-model", "1.7");
  EXPECT_NE(refusal().find("/model/user_factors"), std::string::npos);  // it went on
}

TEST_F(ModelStoreTest, AnUnfinishedFileIsRefused) {
  write_sealed(world(), path_, [&](H5File& file) {
    file.write_attribute("/", "format", std::string("crucible-model"));
    file.write_attribute("/", "version", std::string("1.0"));
  });
  EXPECT_NE(refusal().find("never finished"), std::string::npos);
}

TEST_F(ModelStoreTest, NothingIsNoModel) { EXPECT_NE(refusal().find("model.h5"), std::string::npos); }

TimeLayer layer_of(TimeSide side, IndexRange rows) {
  TimeLayer layer{side, 600, 4, {0}, {}, {}, {}};
  for (std::int64_t row = rows.begin; row < rows.end; ++row) {
    for (std::int64_t i = 0; i < row % 3; ++i) {
      layer.slot.push_back(100 * row + i - 5);
      layer.sum.push_back(factor(row, i));
      layer.count.push_back(static_cast<float>(1 + i));
    }
    layer.offsets.push_back(std::ssize(layer.slot));
  }
  return layer;
}

void expect_same_layer(const TimeLayer& read, const TimeLayer& expected) {
  EXPECT_EQ(read.side, expected.side);
  EXPECT_EQ(read.scale, expected.scale);
  EXPECT_EQ(read.damping, expected.damping);
  EXPECT_EQ(read.offsets, expected.offsets);
  EXPECT_EQ(read.slot, expected.slot);
  EXPECT_EQ(read.sum, expected.sum);
  EXPECT_EQ(read.count, expected.count);
}

TEST(ModelStore, TimeEffectsRoundTripForAnyUsers) {
  const ScratchFolder folder(world());
  for (const bool whole_books : {true, false}) {
    FactorModel model = model_of_rank(whole_books);
    model.times = {77,
                   {layer_of(TimeSide::user, model.users), layer_of(TimeSide::book, {0, books}),
                    layer_of(TimeSide::everyone, {2, 3})},
                   {}};
    ModelStore::write(world(), folder / "timed.h5", model, names_of(model, false), some_record(), {});
    const ModelStore store = ModelStore::open(world(), folder / "timed.h5");
    const IndexRange some{3, users - 2};

    const TimeEffects read = store.read_times(some);

    EXPECT_EQ(read.present, 77);
    ASSERT_EQ(read.layers.size(), 3U);
    expect_same_layer(read.layers[0], layer_of(TimeSide::user, some));
    expect_same_layer(read.layers[1], layer_of(TimeSide::book, {0, books}));
    expect_same_layer(read.layers[2], layer_of(TimeSide::everyone, {2, 3}));
    EXPECT_EQ(read.at_present.at(2).size(), 1U);
  }
}

TEST(ModelStore, WithoutTimeEffectsThereAreNone) {
  const ScratchFolder folder(world());
  const FactorModel model = model_of_rank(true);
  ModelStore::write(world(), folder / "plain.h5", model, names_of(model, false), some_record(), {});
  EXPECT_TRUE(ModelStore::open(world(), folder / "plain.h5").read_times(model.users).empty());
}

TEST(ModelStore, SpoiltTimeEffectsAreRefusedByName) {
  const ScratchFolder folder(world());
  const std::vector<std::pair<const char*, std::function<void(TimeLayer&)>>> cases{
      {"/times/0/slot", [](TimeLayer& layer) { layer.slot[2] = layer.slot[1]; }},
      {"/times/0/sum", [](TimeLayer& layer) { layer.sum[0] = NAN; }},
      {"/times/0/count", [](TimeLayer& layer) { layer.count[1] = 0; }},
      {"/times/0/offsets", [](TimeLayer& layer) { layer.offsets[3] = 0; }},
      {"attribute scale of /times/0", [](TimeLayer& layer) { layer.scale = 3; }},
      {"attribute damping of /times/0", [](TimeLayer& layer) { layer.damping = -1; }}};
  for (const auto& [what, spoil] : cases) {
    FactorModel model = model_of_rank(true);
    model.times = {77, {layer_of(TimeSide::book, {0, books})}, {}};
    spoil(model.times.layers[0]);
    ModelStore::write(world(), folder / "spoilt.h5", model, names_of(model, false), some_record(), {});
    const ModelStore store = ModelStore::open(world(), folder / "spoilt.h5");
    try {
      static_cast<void>(store.read_times(model.users));
      FAIL() << what << " was taken";
    } catch (const InputError& error) {
      EXPECT_NE(std::string(error.what()).find(what), std::string::npos) << error.what();
    }
  }
}

Spread spread_of(IndexRange of_users, IndexRange of_books) {
  Spread spread;
  for (std::int64_t u = of_users.begin; u < of_users.end; ++u) spread.user.push_back(factor(u, 1));
  for (std::int64_t b = of_books.begin; b < of_books.end; ++b) spread.book.push_back(factor(b, 2));
  spread.new_user = 0.75;
  spread.reach = {0.5, 1.25, 2.5};
  spread.fitted_on = 321;
  return spread;
}

TEST(ModelStore, SpreadRoundTripsForAnyUsersAndBooks) {
  const ScratchFolder folder(world());
  FactorModel model = model_of_rank(false);
  model.spread = spread_of(model.users, {0, books});
  ModelStore::write(world(), folder / "spread.h5", model, names_of(model, false), some_record(), {});
  const ModelStore store = ModelStore::open(world(), folder / "spread.h5");

  const Spread read = store.read_spread({2, users - 1}, {1, books - 2});

  const Spread expected = spread_of({2, users - 1}, {1, books - 2});
  EXPECT_EQ(read.user, expected.user);
  EXPECT_EQ(read.book, expected.book);
  EXPECT_EQ(read.reach, expected.reach);
  EXPECT_EQ(read.new_user, 0.75);
  EXPECT_EQ(read.fitted_on, 321);
}

TEST(ModelStore, ASpreadThatIsNoneIsRefused) {
  const ScratchFolder folder(world());
  FactorModel model = model_of_rank(true);
  model.spread = spread_of(model.users, {0, books});
  model.spread.book[3] = -1;
  ModelStore::write(world(), folder / "spoilt.h5", model, names_of(model, false), some_record(), {});
  const ModelStore store = ModelStore::open(world(), folder / "spoilt.h5");
  EXPECT_THROW(static_cast<void>(store.read_spread({0, 1}, {0, books})), InputError);
  EXPECT_TRUE(model_of_rank(true).spread.empty());
}

RatedLink some_link(std::int64_t k) {
  RatedLink link;
  for (std::int64_t c = 0; c <= k; ++c) link.mean.push_back(factor(c, 3));
  link.book =
      Matrix::NullaryExpr(books, k + 1, [](Eigen::Index b, Eigen::Index c) { return factor(b, c + 4); });
  return link;
}

TEST(ModelStore, ALinkRoundTrips) {
  const ScratchFolder folder(world());
  FactorModel model = model_of_rank(false);
  ModelStore::write(world(), folder / "none.h5", model, names_of(model, false), some_record(), {});
  model.link = some_link(model.k());
  ModelStore::write(world(), folder / "link.h5", model, names_of(model, false), some_record(), {});

  EXPECT_TRUE(ModelStore::open(world(), folder / "none.h5").read_link().empty());
  const RatedLink read = ModelStore::open(world(), folder / "link.h5").read_link();
  EXPECT_EQ(read.mean, model.link.mean);
  EXPECT_TRUE(read.book == model.link.book);
}

TEST(ModelStore, ALinkThatIsNoneIsRefused) {
  const ScratchFolder folder(world());
  FactorModel model = model_of_rank(true);
  model.link = some_link(model.k());
  model.link.book(3, 1) = NAN;
  ModelStore::write(world(), folder / "nan.h5", model, names_of(model, false), some_record(), {});
  EXPECT_THROW(static_cast<void>(ModelStore::open(world(), folder / "nan.h5").read_link()), InputError);
  model.link = some_link(model.k() + 1);
  ModelStore::write(world(), folder / "wide.h5", model, names_of(model, false), some_record(), {});
  EXPECT_THROW(static_cast<void>(ModelStore::open(world(), folder / "wide.h5").read_link()), InputError);
}

}  // namespace
}  // namespace crucible
