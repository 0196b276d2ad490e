#include "crucible/core/random.hpp"
#include "crucible/data/shard_plan.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"
#include "planted.hpp"
#include "schedule/syncs.hpp"
#include "world.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::Planted;
using testing::planted_data;
using testing::world;

/// RMSE on ratings that were not trained on, after the same epochs at any number of shards.
double error_of(const SyncMode* sync, std::int64_t shards,
                const RateSchedule* schedule = &rate_schedule_named("decay")) {
  const Planted plan{.users = 3000, .books = 120, .density = 0.25, .low = 1, .high = 5};
  TrainOptions options;
  options.factors = 16;
  options.epochs = 30;
  options.sync = sync;
  options.schedule = schedule;
  Trainer trainer(world(), options, planted_data(plan, shards, world()));
  trainer.run(nullptr);
  return trainer.progress().history.back().validation_rmse;
}

/// What docs/performance.md promises of the defaults, on data where it shows: 700 ratings of a book.
TEST(Convergence, ManyShardsKeepTheErrorOfOne) {
  const double serial = error_of(&sync_mode_named("rotate"), 1);

  EXPECT_LT(error_of(&sync_mode_named("allreduce"), 8), 1.003 * serial);
  EXPECT_LT(error_of(&sync_mode_named("allreduce"), 64), 1.003 * serial);
  EXPECT_LT(error_of(&sync_mode_named("allreduce"), 256), 1.01 * serial);
  EXPECT_LT(error_of(&sync_mode_named("rotate"), 64), 1.002 * serial);
}

/// A tenth of the users rate only the last 20 books, far up or far down, the others only the other 100, all
/// about alike: so the users of some books come to have rows many times as long as the average.
TrainData loud_and_quiet(std::int64_t shards) {
  constexpr std::int64_t users = 12800;
  constexpr std::int64_t quiet = 100;
  constexpr std::int64_t loud = 20;
  TrainData data;
  data.total_users = users;
  data.total_books = quiet + loud;
  data.scale_low = -10;
  data.scale_high = 10;
  for (RatingShard* part : {&data.train, &data.validation}) {
    const double share = part == &data.train ? 1 : 0.1;
    part->users = {0, users};
    part->total_books = data.total_books;
    for (std::int64_t u = 0; u < users; ++u) {
      RandomStream stream(3, RandomPurpose::test, static_cast<std::uint64_t>(u), share == 1 ? 1U : 0U);
      const bool is_loud = u % 10 == 3;
      for (std::int64_t b = is_loud ? quiet : 0; b < (is_loud ? quiet + loud : quiet); ++b) {
        if (stream.uniform() > share * (is_loud ? 0.8 : 0.2)) continue;
        part->book.push_back(static_cast<BookIndex>(b));
        part->rating.push_back(
            static_cast<float>(is_loud ? ((u / 10 + b) % 2 == 0 ? 9 : -9) : 0.3 * stream.normal()));
      }
      part->offsets.push_back(static_cast<std::int64_t>(part->book.size()));
    }
  }
  data.shard_bounds = plan_shards(std::span<const std::int64_t>(data.train.offsets), shards).boundaries;
  return data;
}

TEST(Convergence, BooksWhoseUsersHaveLongRowsAreMergedByTheirOwnCurvature) {
  const Communicator alone(MPI_COMM_SELF, false);
  for (const std::int64_t shards : {2, 4, 16, 64}) {
    TrainOptions options;
    options.factors = 16;
    options.epochs = 20;
    Trainer trainer(alone, options, loud_and_quiet(shards));
    trainer.run(nullptr);
    EXPECT_LT(trainer.progress().history.back().validation_rmse, 0.4) << shards << " shards";
  }
}

TEST(Convergence, BoldDriverDoesNotDivergeAtManyShards) {
  EXPECT_LT(error_of(&sync_mode_named("allreduce"), 256, &rate_schedule_named("bold-driver")),
            1.02 * error_of(&sync_mode_named("rotate"), 1, &rate_schedule_named("bold-driver")));
}

TEST(DefaultSyncs, FollowShardsPopularityAndCost) {
  const TrainOptions options;
  const auto merges = [&](const SyncCase& where) { return default_syncs(options, where); };
  SyncCase where{.shards = 2, .ratings = 1'000'000, .books = 10'000, .users = 50'000, .popularity = 120};

  EXPECT_EQ(merges(where), 2);  // few ratings a book: few merges lose nothing
  where.popularity = 5000;
  EXPECT_EQ(merges(where), 3);  // and popular books need more, but two ranks gain little from many
  where.shards = 4;
  EXPECT_EQ(merges(where), 7);
  where.ratings *= 1000;
  EXPECT_EQ(merges(where), 16);  // where they cost next to nothing
  where.ratings /= 1000;
  where.shards = 64;
  EXPECT_EQ(merges(where), 16);
  where.users = 512;
  EXPECT_EQ(merges(where), 4);  // a slice holds two users
  where.users = 10;
  EXPECT_EQ(merges(where), 1);
  where.shards = 1;
  EXPECT_EQ(merges(where), 1);
}

TEST(DefaultSyncs, GramStepsDoNotDependOnTheNumberOfShards) {
  TrainOptions options;
  options.unrated_weight = 0.1;
  for (const std::int64_t shards : {1, 2, 6, 64})
    EXPECT_EQ(default_syncs(options, {.shards = shards, .ratings = 150'000, .books = 600, .users = 3000}), 4);
}

TEST(DefaultSyncs, RotateMergesNothing) {
  TrainOptions options;
  options.sync = &sync_mode_named("rotate");

  EXPECT_EQ(default_syncs(options, {.shards = 64, .ratings = 1'000'000, .books = 1000, .users = 50'000}), 1);
  options.unrated_weight = 0.1;
  EXPECT_EQ(default_syncs(options, {.shards = 64, .ratings = 1'000'000, .books = 1000, .users = 50'000}), 4);
}

}  // namespace
}  // namespace crucible
