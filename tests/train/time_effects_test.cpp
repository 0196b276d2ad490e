#include "crucible/core/random.hpp"
#include "crucible/model/predict.hpp"
#include "crucible/train/fit_time_effects.hpp"
#include "world.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

constexpr std::int64_t users = 120;
constexpr std::int64_t books = 60;
constexpr std::int64_t day = 86'400;

/// What a row adds to a rating at this time: it changes every `lasts` seconds.
double planted(TimeSide side, std::int64_t row, std::int64_t time, std::int64_t lasts) {
  RandomStream stream(5, RandomPurpose::test, static_cast<std::uint64_t>(side) + 10,
                      static_cast<std::uint64_t>(row * 1'000'003 + time / lasts));
  return stream.normal();
}

struct Part {
  RatingShard ratings;
  std::vector<std::int64_t> timestamp;
};

struct World {
  Part train;
  Part validation;
  FactorModel model;  ///< predicts 0 for everything
};

/// Each user rates each book within about three years, and says what is planted plus noise.
World made_up(IndexRange range, std::optional<TimeSide> side, std::int64_t lasts) {
  World made;
  for (Part* part : {&made.train, &made.validation}) {
    part->ratings.users = range;
    part->ratings.total_books = books;
  }
  for (std::int64_t user = range.begin; user < range.end; ++user) {
    RandomStream stream(5, RandomPurpose::test, 1, static_cast<std::uint64_t>(user));
    for (BookIndex book = 0; book < books; ++book) {
      const auto time = static_cast<std::int64_t>(stream.below(1000 * day));
      double rating = 0.3 * stream.normal();
      if (side) {
        const std::int64_t row = *side == TimeSide::user ? user : *side == TimeSide::book ? book : 0;
        rating += planted(*side, row, time, lasts);
      }
      Part& part = stream.below(5) == 0 ? made.validation : made.train;
      part.ratings.book.push_back(book);
      part.ratings.rating.push_back(static_cast<float>(rating));
      part.timestamp.push_back(time);
    }
    for (Part* part : {&made.train, &made.validation})
      part->ratings.offsets.push_back(std::ssize(part->ratings.book));
  }
  FactorModel& model = made.model;
  model.total_users = users;
  model.total_books = books;
  model.users = range;
  model.books = {0, books};
  model.user_bias.assign(static_cast<std::size_t>(range.size()), 0);
  model.book_bias.assign(books, 0);
  model.user_factors = Matrix::Zero(range.size(), 1);
  model.book_factors = Matrix::Zero(books, 1);
  return made;
}

World of_this_rank(std::optional<TimeSide> side, std::int64_t lasts) {
  return made_up(even_part(users, world().size(), world().rank()), side, lasts);
}

TimeFit fitted(const Communicator& comm, const World& made) {
  return fit_time_effects(comm, made.model, {made.train.ratings, made.train.timestamp},
                          {made.validation.ratings, made.validation.timestamp});
}

class EachSide : public ::testing::TestWithParam<TimeSide> {};

TEST_P(EachSide, WhatIsPlantedIsFound) {
  const std::int64_t lasts = GetParam() == TimeSide::everyone ? 20 * day : 200 * day;
  const World made = of_this_rank(GetParam(), lasts);

  const TimeFit fit = fitted(world(), made);

  ASSERT_FALSE(fit.chosen.empty());
  EXPECT_EQ(fit.chosen.front().side, GetParam());
  // Deviations of 1 are planted, of which smoothing can follow most, and .3 of noise.
  EXPECT_NEAR(fit.rmse_before, std::hypot(1.0, 0.3), 0.2);
  EXPECT_LT(fit.chosen.back().rmse, 0.75 * fit.rmse_before);
}

INSTANTIATE_TEST_SUITE_P(TimeEffects, EachSide,
                         ::testing::Values(TimeSide::user, TimeSide::book, TimeSide::everyone));

TEST(FitTimeEffects, TheErrorItStatesIsThatOfTheModelItMakes) {
  World made = of_this_rank(TimeSide::book, 100 * day);
  const TimeFit fit = fitted(world(), made);
  ASSERT_FALSE(fit.chosen.empty());
  add_time_effects(made.model, fit.effects);
  double squares = 0;
  const RatingShard& held = made.validation.ratings;
  for (std::int64_t u = 0; u < held.users.size(); ++u)
    for (auto i = static_cast<std::size_t>(held.offsets[static_cast<std::size_t>(u)]);
         i < static_cast<std::size_t>(held.offsets[static_cast<std::size_t>(u) + 1]); ++i) {
      const double error =
          predict_at(made.model, held.users.begin + u, held.book[i], made.validation.timestamp[i]) -
          static_cast<double>(held.rating[i]);
      squares += error * error;
    }
  const double rmse =
      std::sqrt(world().sum_value(squares) / static_cast<double>(world().sum_value(held.size())));
  EXPECT_NEAR(rmse, fit.chosen.back().rmse, 1e-5);
}

TEST(FitTimeEffects, NoiseIsNoEffect) {
  const World made = of_this_rank(std::nullopt, day);
  EXPECT_TRUE(fitted(world(), made).chosen.empty());
}

TEST(FitTimeEffects, DistributedEqualsLocal) {
  const Communicator alone = world().split(world().rank(), 0);
  const World part = of_this_rank(TimeSide::book, 100 * day);
  const World all = made_up({0, users}, TimeSide::book, 100 * day);

  const TimeFit distributed = fitted(world(), part);
  const TimeFit local = fitted(alone, all);

  EXPECT_EQ(distributed.rmse_before, local.rmse_before);
  EXPECT_EQ(distributed.effects.present, local.effects.present);
  ASSERT_EQ(distributed.chosen.size(), local.chosen.size());
  for (std::size_t l = 0; l < local.chosen.size(); ++l) {
    EXPECT_EQ(distributed.chosen[l].side, local.chosen[l].side);
    EXPECT_EQ(distributed.chosen[l].scale, local.chosen[l].scale);
    EXPECT_EQ(distributed.chosen[l].damping, local.chosen[l].damping);
    EXPECT_EQ(distributed.chosen[l].rmse, local.chosen[l].rmse);
    const TimeLayer& mine = distributed.effects.layers[l];
    const TimeLayer& whole = local.effects.layers[l];
    if (mine.side == TimeSide::user) continue;
    EXPECT_EQ(mine.offsets, whole.offsets);
    EXPECT_EQ(mine.slot, whole.slot);
    EXPECT_EQ(mine.sum, whole.sum);
    EXPECT_EQ(mine.count, whole.count);
  }
}

TEST(FitTimeEffects, OneWrongClockDoesNotMoveThePresent) {
  World made = of_this_rank(TimeSide::user, 200 * day);
  const std::int64_t last = 1000 * day;
  if (world().is_root() && !made.train.timestamp.empty()) made.train.timestamp[0] = 100 * last;
  const TimeFit fit = fitted(world(), made);
  EXPECT_LE(fit.effects.present, last);
  EXPECT_GT(fit.effects.present, last - 20 * day);
}

TEST(FitTimeEffects, AFewRatingsAreNoJudge) {
  World made = of_this_rank(TimeSide::user, 200 * day);
  const IndexRange range = made.model.users;
  made.validation = {};
  made.validation.ratings.users = range;
  made.validation.ratings.total_books = books;
  made.validation.ratings.offsets.assign(static_cast<std::size_t>(range.size()) + 1, 0);
  const TimeFit fit = fitted(world(), made);
  EXPECT_TRUE(fit.chosen.empty());
  EXPECT_TRUE(std::isnan(fit.rmse_before));
}

TEST(FitTimeEffects, RatingsOfOneMomentTellNothing) {
  World made = of_this_rank(TimeSide::user, 200 * day);
  for (Part* part : {&made.train, &made.validation})
    std::fill(part->timestamp.begin(), part->timestamp.end(), std::numeric_limits<std::int64_t>::max());
  EXPECT_TRUE(fitted(world(), made).chosen.empty());
}

TEST(FitTimeEffects, TimesFromEndToEndOfAllNumbersDoNoHarm) {
  World made = of_this_rank(TimeSide::user, 200 * day);
  for (std::size_t i = 0; i < made.train.timestamp.size(); i += 2)
    made.train.timestamp[i] =
        i % 4 == 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
  const TimeFit fit = fitted(world(), made);
  ASSERT_FALSE(fit.chosen.empty());
  EXPECT_EQ(fit.effects.present,
            std::numeric_limits<std::int64_t>::max());  // a quarter of the ratings is that late
  add_time_effects(made.model, fit.effects);
  for (const std::int64_t time :
       {std::numeric_limits<std::int64_t>::min(), std::int64_t{0}, fit.effects.present})
    for (std::int64_t u = made.model.users.begin; u < made.model.users.end; ++u)
      EXPECT_TRUE(std::isfinite(predict_at(made.model, u, 0, time)));
}

}  // namespace
}  // namespace crucible
