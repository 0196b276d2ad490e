#include "crucible/data/split.hpp"

#include "crucible/core/error.hpp"
#include "crucible/synthetic/generate.hpp"
#include "world.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

RatingTable made_up_ratings(const Communicator& comm) {
  GenerateOptions options;
  options.users = 203;
  options.books = 311;
  options.ratings = 8111;
  options.timestamps = true;
  return generate(comm, options);
}

SplitSpec spec_of(SplitProtocol protocol) {
  SplitSpec spec;
  spec.protocol = protocol;
  spec.seed = 5;
  spec.folds = 4;
  return spec;
}

std::vector<SplitSpec> all_kinds() {
  std::vector<SplitSpec> specs = {spec_of(SplitProtocol::random), spec_of(SplitProtocol::per_user),
                                  spec_of(SplitProtocol::last), spec_of(SplitProtocol::users),
                                  spec_of(SplitProtocol::last)};
  specs.back().global_time = true;
  return specs;
}

std::vector<std::uint8_t> whole(const std::vector<std::uint8_t>& part) {
  return world().concatenate_all(std::span<const std::uint8_t>(part));
}

TEST(MakeSplit, DistributedEqualsLocal) {
  const Communicator alone = world().split(world().rank(), 0);
  const RatingTable part = made_up_ratings(world());
  const RatingTable all = made_up_ratings(alone);
  for (const SplitSpec& spec : all_kinds()) {
    const SplitLabels distributed = make_split(world(), part.ratings, part.timestamp, spec);
    const SplitLabels local = make_split(alone, all.ratings, all.timestamp, spec);
    EXPECT_EQ(whole(distributed.part), local.part) << local.protocol;
    EXPECT_EQ(whole(distributed.fold), local.fold) << local.protocol;
    EXPECT_EQ(part_counts(world(), distributed), part_counts(alone, local));
    EXPECT_EQ(fold_counts(world(), distributed, 4), fold_counts(alone, local, 4));
  }
}

/// Keys of users and books that are numbered from these ids.
SplitKeys keys_from(const RatingTable& table, std::int64_t first_user, std::int64_t first_book) {
  SplitKeys keys;
  for (std::int64_t u = table.ratings.users.begin; u < table.ratings.users.end; ++u)
    keys.user.push_back(id_key("user " + std::to_string(first_user + u)));
  for (std::int64_t b = 0; b < table.total_books; ++b)
    keys.book.push_back(id_key("book " + std::to_string(first_book + b)));
  return keys;
}

TEST(MakeSplit, ByIdKeepsThePartsWhereIndicesMove) {
  const RatingTable table = made_up_ratings(world());
  // Two more books in front of the others, and other numbers of users.
  RatingTable moved = table;
  for (BookIndex& book : moved.ratings.book) book += 2;
  moved.total_books += 2;
  moved.ratings.total_books += 2;
  for (SplitSpec spec : all_kinds()) {
    const SplitLabels by_index = make_split(world(), table.ratings, table.timestamp, spec);
    spec.by_id = true;
    const SplitLabels before =
        make_split(world(), table.ratings, table.timestamp, spec, keys_from(table, 0, 0));
    const SplitLabels after =
        make_split(world(), moved.ratings, moved.timestamp, spec, keys_from(moved, 0, -2));
    EXPECT_EQ(whole(before.part), whole(after.part)) << before.protocol;
    EXPECT_EQ(whole(before.fold), whole(after.fold)) << before.protocol;
    EXPECT_NE(whole(before.fold), whole(by_index.fold)) << before.protocol;
    EXPECT_NE(whole(before.fold),
              whole(make_split(world(), table.ratings, table.timestamp, spec, keys_from(table, 1, 0)).fold))
        << before.protocol << ": the users' ids count";
  }
}

TEST(MakeSplit, ByIdHoldsOutTheSharesThatItIsAskedFor) {
  const RatingTable table = made_up_ratings(world());
  SplitSpec spec = spec_of(SplitProtocol::random);
  spec.by_id = true;
  const SplitLabels labels =
      make_split(world(), table.ratings, table.timestamp, spec, keys_from(table, 0, 0));
  const auto counts = part_counts(world(), labels);
  EXPECT_NEAR(static_cast<double>(counts[static_cast<std::size_t>(Part::test)]), 811, 80);
  EXPECT_NEAR(static_cast<double>(counts[static_cast<std::size_t>(Part::validation)]), 406, 60);
  EXPECT_NE(labels.parameters.find(" by-id"), std::string::npos);
}

TEST(MakeSplit, EveryUserButTheHeldOutHasTrainingRatings) {
  const RatingTable table = made_up_ratings(world());
  for (const SplitSpec& spec : all_kinds()) {
    const SplitLabels labels = make_split(world(), table.ratings, table.timestamp, spec);
    for (std::size_t u = 0; u + 1 < table.ratings.offsets.size(); ++u) {
      const auto first = labels.part.begin() + table.ratings.offsets[u];
      const auto last = labels.part.begin() + table.ratings.offsets[u + 1];
      const bool held_out = std::any_of(first, last, [](std::uint8_t p) { return p > 2; });
      EXPECT_TRUE(held_out || std::find(first, last, 0) != last) << labels.protocol;
      EXPECT_TRUE(!held_out || std::find(first, last, 0) == last) << "a held-out user trains";
    }
  }
}

TEST(MakeSplit, SaysHowItWasMade) {
  const RatingTable table = made_up_ratings(world());
  SplitSpec spec = spec_of(SplitProtocol::per_user);
  spec.name = "mine";
  spec.k = 3;
  const SplitLabels labels = make_split(world(), table.ratings, table.timestamp, spec);
  EXPECT_EQ(labels.name, "mine");
  EXPECT_EQ(labels.protocol, "per-user");
  EXPECT_EQ(labels.parameters, "test=0.1 validation=0.05 k=3 folds=4");
  EXPECT_EQ(labels.seed, 5U);
}

TEST(MakeSplit, GlobalTimeHoldsTheNewestShareOut) {
  const RatingTable table = made_up_ratings(world());
  SplitSpec spec = spec_of(SplitProtocol::last);
  spec.global_time = true;
  spec.test = 0.2;
  spec.validation = 0.1;
  const SplitLabels labels = make_split(world(), table.ratings, table.timestamp, spec);
  // The cuts by sorting everything.
  auto times = world().concatenate_all(std::span<const std::int64_t>(table.timestamp));
  std::sort(times.rbegin(), times.rend());
  const auto at = [&](double share) {
    // The earliest moment with at most this many ratings from it on, for times that are all different there.
    return times[static_cast<std::size_t>(share * 8111) - 1];
  };
  for (std::size_t i = 0; i < labels.part.size(); ++i) {
    if (labels.part[i] == 2) {
      EXPECT_GE(table.timestamp[i], at(0.2));
    }
    if (labels.part[i] == 1) {
      EXPECT_TRUE(table.timestamp[i] >= at(0.3) && table.timestamp[i] < at(0.2));
    }
  }
  const auto counts = part_counts(world(), labels);
  EXPECT_LE(counts[2], 1622);
  EXPECT_GE(counts[2], 1622 - 203);  // less those that users keep who came after the cut
  EXPECT_LE(counts[1], 812);
  EXPECT_GE(counts[1], 811 - 203);
}

TEST(MakeSplit, GlobalTimeWithEqualTimesHoldsNothingOutRatherThanTooMuch) {
  RatingTable table = made_up_ratings(world());
  std::fill(table.timestamp.begin(), table.timestamp.end(), 99);
  SplitSpec spec = spec_of(SplitProtocol::last);
  spec.global_time = true;
  EXPECT_EQ(part_counts(world(), make_split(world(), table.ratings, table.timestamp, spec))[0], 8111);
}

TEST(MakeSplit, FoldsAreEvenAndOfAllRatings) {
  const RatingTable table = made_up_ratings(world());
  const auto counts =
      fold_counts(world(), make_split(world(), table.ratings, {}, spec_of(SplitProtocol::random)), 4);
  EXPECT_EQ(std::accumulate(counts.begin(), counts.end(), std::int64_t{0}), 8111);
  for (const std::int64_t c : counts) EXPECT_NEAR(static_cast<double>(c), 8111 / 4.0, 203);
}

TEST(MakeSplit, TakesARankWithoutRatings) {
  RatingShard shard;
  shard.users = {world().rank() > 0 ? 1 : 0, 1};
  shard.total_books = 4;
  std::vector<std::int64_t> times;
  if (world().is_root()) {
    shard.offsets = {0, 4};
    shard.book = {0, 1, 2, 3};
    shard.rating = {1, 2, 3, 4};
    times = {5, 6, 7, 8};
  }
  SplitSpec spec = spec_of(SplitProtocol::last);
  spec.k = 1;
  spec.validation = 0;
  const auto counts = part_counts(world(), make_split(world(), shard, times, spec));
  EXPECT_EQ(counts[2], 1);
  EXPECT_EQ(counts[0], 3);
}

TEST(MakeSplit, RefusesWhatCannotBe) {
  const RatingTable table = made_up_ratings(world());
  const auto message = [&](auto change, bool with_times = true) {
    SplitSpec spec;
    change(spec);
    try {
      make_split(world(), table.ratings, with_times ? table.timestamp : std::vector<std::int64_t>{}, spec);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  EXPECT_EQ(message([](auto& s) { s.test = 1; }), "`test`: 1 is not from 0 to below 1");
  EXPECT_TRUE(message([](auto& s) {
                s.test = 0.5, s.validation = 0.5;
              }).starts_with("`validation`: 0.5 must be 0 or more"));
  EXPECT_TRUE(message([](auto& s) { s.k = 3; }).starts_with("`k`: goes with"));
  EXPECT_TRUE(message([](auto& s) {
                s.protocol = SplitProtocol::last, s.global_time = true, s.k = 3;
              }).starts_with("`k`: goes with"));
  EXPECT_TRUE(
      message([](auto& s) { s.protocol = SplitProtocol::per_user, s.k = 0; }).starts_with("`k`: 0 is not"));
  EXPECT_TRUE(message([](auto& s) { s.global_time = true; }).starts_with("`global_time`: goes with"));
  EXPECT_TRUE(message([](auto& s) { s.folds = 1; }).starts_with("`folds`: 1 is not"));
  EXPECT_TRUE(message([](auto& s) { s.folds = 257; }).starts_with("`folds`: 257 is not"));
  EXPECT_TRUE(message([](auto& s) { s.name = "a/b"; }).starts_with("`name`: "));
  EXPECT_EQ(message([](auto& s) { s.protocol = SplitProtocol::last; }, false),
            "`protocol`: last needs the times of the ratings, and these have none");
}

}  // namespace
}  // namespace crucible
