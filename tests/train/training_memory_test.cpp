#include "crucible/train/training_memory.hpp"

#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

TrainingSizes sizes_on(int ranks, std::int64_t times = 1) {
  TrainingSizes sizes;
  sizes.ranks = ranks;
  sizes.total_users = times * 60'000;
  sizes.total_books = times * 20'000;
  sizes.total_ratings = times * 6'000'000;
  sizes.total_validation = times * 300'000;
  sizes.total_shards = 16;
  sizes.users = sizes.total_users / ranks;
  sizes.ratings = sizes.total_ratings / ranks;
  sizes.validation = sizes.total_validation / ranks;
  sizes.shards = sizes.total_shards / ranks;
  return sizes;
}

TrainOptions plain_sgd() {
  TrainOptions options;
  options.optimizer = &optimizer_named("sgd");
  options.regularization.all = 0.05;
  return options;
}

TEST(TrainingMemory, HoldsLayoutAndFactorsBesideTheData) {
  const double bytes = training_bytes(sizes_on(1), plain_sgd());
  const double factors = 4.0 * 128 * 80'000;
  EXPECT_GT(bytes, 3 * factors) << "the factors, the best ones, and a model to store";
  EXPECT_LT(bytes, 8 * 6'000'000 + 5 * factors);
}

TEST(TrainingMemory, SharesWhatRanksShare) {
  TrainOptions rotates = plain_sgd();
  rotates.sync = &sync_mode_named("rotate");
  // A checkpoint is sealed in slices that do not become smaller.
  constexpr std::int64_t large = 20;
  EXPECT_NEAR(training_bytes(sizes_on(2, large), rotates) / training_bytes(sizes_on(8, large), rotates), 4,
              0.3);
  // Every rank has a copy of the books.
  EXPECT_GT(training_bytes(sizes_on(8), plain_sgd()), 1.2 * training_bytes(sizes_on(8), rotates));
}

TEST(TrainingMemory, CountsPilotsAndDraws) {
  TrainOptions open = plain_sgd();
  open.regularization = {};
  open.factors = 16;
  TrainOptions given = open;
  given.regularization.all = 0.05;
  EXPECT_GT(training_bytes(sizes_on(1), open), 1.3 * training_bytes(sizes_on(1), given))
      << "a copy of the data";
  TrainOptions averaged = given;
  averaged.optimizer = &optimizer_named("averaged");
  EXPECT_GT(training_bytes(sizes_on(4), averaged), training_bytes(sizes_on(4), given));
}

}  // namespace
}  // namespace crucible
