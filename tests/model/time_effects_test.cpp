#include "crucible/model/time_effects.hpp"

#include "crucible/core/error.hpp"
#include "crucible/model/predict.hpp"
#include "small_model.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::small_model;

constexpr std::int64_t hour = 3600;

/// Two rows: 3 ratings in slot 10 and 1 in slot 14 of the first, none of the second. Slots are an hour wide.
TimeLayer some_layer(TimeSide side) {
  return {side, 4 * hour, 2.0, {0, 2, 2}, {10, 14}, {1.5F, -0.75F}, {3, 1}};
}

TEST(TimeEffect, IsTheDampedMeanOfWhatIsNearby) {
  const TimeLayer layer = some_layer(TimeSide::user);
  // 2 slots from the first and 2 from the second.
  const double weight = std::exp(-0.5);

  const NearbyRatings found = nearby(layer, 0, 12 * hour + 17);

  EXPECT_NEAR(found.sum, weight * (1.5 - 0.75), 1e-12);
  EXPECT_NEAR(found.weight, weight * 4, 1e-12);
  EXPECT_NEAR(time_effect(layer, 0, 12 * hour), weight * 0.75 / (weight * 4 + 2), 1e-12);
}

TEST(TimeEffect, IsNoneWithoutRatingsNearby) {
  const TimeLayer layer = some_layer(TimeSide::user);
  EXPECT_EQ(time_effect(layer, 1, 10 * hour), 0);
  EXPECT_EQ(time_effect(layer, 0, 1000 * hour), 0);
  EXPECT_EQ(time_effect(layer, 0, -1000 * hour), 0);
}

TEST(TimeSlot, IsRoundedDownBefore1970Too) {
  EXPECT_EQ(time_slot(4 * hour, 0), 0);
  EXPECT_EQ(time_slot(4 * hour, hour - 1), 0);
  EXPECT_EQ(time_slot(4 * hour, -1), -1);
  EXPECT_EQ(time_slot(4 * hour, -hour), -1);
  EXPECT_EQ(time_slot(4 * hour, -hour - 1), -2);
}

TEST(TimeScaleText, TakesTheLargestUnitThatFits) {
  EXPECT_EQ(time_scale_text(600), "10 minutes");
  EXPECT_EQ(time_scale_text(3600), "1 hour");
  EXPECT_EQ(time_scale_text(12 * 86'400), "12 days");
  EXPECT_EQ(time_scale_text(61), "61 seconds");
}

TEST(TimeLayersText, NamesAllInOrder) {
  const TimeLayer user{TimeSide::user, 600, 1, {0}, {}, {}, {}};
  const TimeLayer book{TimeSide::book, 72 * 86'400, 1, {0}, {}, {}, {}};
  EXPECT_EQ(time_layers_text(std::vector{user, book}), "user within 10 minutes, book within 72 days");
  EXPECT_EQ(time_layers_text({}), "");
}

/// A model of two users and two books with a layer for each side, whose present is slot 11.
FactorModel timed_model() {
  FactorModel model = small_model(2, 2, 3);
  TimeLayer everyone{TimeSide::everyone, 4 * hour, 1.0, {0, 1}, {12}, {0.5F}, {2}};
  add_time_effects(model,
                   {11 * hour, {some_layer(TimeSide::user), some_layer(TimeSide::book), everyone}, {}});
  return model;
}

TEST(PredictAt, AddsWhatTheLayersSayOfThatTime) {
  const FactorModel without = small_model(2, 2, 3);
  const FactorModel model = timed_model();
  for (const std::int64_t time : {11 * hour, 14 * hour, 900 * hour})
    for (std::int64_t user = 0; user < 2; ++user)
      for (BookIndex book = 0; book < 2; ++book) {
        double expected = raw_score(without, user, book);
        const std::array<std::int64_t, 3> rows{user, book, 0};
        for (std::size_t l = 0; l < rows.size(); ++l)
          expected += time_effect(model.times.layers[l], rows[l], time);
        EXPECT_NEAR(predict_at(model, user, book, time), rating_of_score(model.traits, expected), 1e-6)
            << user << ' ' << book << ' ' << time;
      }
}

TEST(PredictAt, IsWhatTheModelSaysAtPresent) {
  const FactorModel model = timed_model();
  EXPECT_NEAR(predict_at(model, 0, 1, model.times.present), predict(model, 0, 1), 1e-6);
  EXPECT_NE(predict(model, 0, 1), predict(small_model(2, 2, 3), 0, 1));
}

TEST(RemoveTimeEffects, IsTheOpposite) {
  const FactorModel before = small_model(2, 2, 3);
  FactorModel model = timed_model();
  remove_time_effects(model);
  EXPECT_TRUE(model.times.empty());
  for (std::int64_t user = 0; user < 2; ++user)
    for (BookIndex book = 0; book < 2; ++book)
      EXPECT_NEAR(raw_score(model, user, book), raw_score(before, user, book), 1e-6);
}

TEST(AddTimeEffects, RefusesRowsOfOthers) {
  FactorModel model = small_model(3, 2, 3);
  EXPECT_THROW(add_time_effects(model, {0, {some_layer(TimeSide::user)}, {}}), LogicError);
}

}  // namespace
}  // namespace crucible
