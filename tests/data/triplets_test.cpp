#include "crucible/data/triplets.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"
#include "world.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

constexpr std::int64_t users = 101;
constexpr BookIndex books = 37;

/// Ratings of a made-up catalogue: user 0 rates every book, user 50 none. Shuffled.
std::vector<Rating> all_triplets() {
  std::vector<Rating> all;
  for (std::int64_t user = 0; user < users; ++user)
    for (BookIndex book = 0; book < books; ++book)
      if (user == 0 || (user != 50 && (user * 7 + book * 5) % 4 == 0))
        all.push_back({user, book, static_cast<float>(1 + (user + book) % 5)});
  RandomStream stream(3, RandomPurpose::test);
  shuffle(all.data(), std::ssize(all), stream);
  return all;
}

/// What `rank` of `ranks` brings: every so manieth entry, so that every user is spread over all ranks.
std::vector<Rating> dealt(int rank, int ranks) {
  std::vector<Rating> mine;
  const std::vector<Rating> all = all_triplets();
  for (std::size_t i = static_cast<std::size_t>(rank); i < all.size(); i += static_cast<std::size_t>(ranks))
    mine.push_back(all[i]);
  return mine;
}

template <typename T>
std::vector<T> whole(const std::vector<T>& mine) {
  return world().concatenate_all(std::span<const T>(mine));
}

std::string message(const std::vector<Rating>& triplets, const TripletOptions& options = {}) {
  try {
    shard_triplets(world(), triplets, options);
  } catch (const Error& error) {
    EXPECT_TRUE(error.on_all_ranks());
    return error.what();
  }
  return "nothing was thrown";
}

/// The last rank alone brings these: all ranks must hear of it.
std::vector<Rating> on_last_rank(std::vector<Rating> triplets) {
  return world().rank() + 1 == world().size() ? triplets : std::vector<Rating>();
}

TEST(ShardTriplets, DistributedEqualsLocal) {
  const Communicator alone = world().split(world().rank(), 0);
  for (const std::int64_t shards : {1, 5, 16}) {
    const TripletOptions options{.shards = shards};
    const TrainData local = shard_triplets(alone, all_triplets(), options);
    const TrainData mine = shard_triplets(world(), dealt(world().rank(), world().size()), options);
    EXPECT_EQ(mine.total_users, users);
    EXPECT_EQ(mine.total_books, books);
    EXPECT_EQ(mine.scale_low, 1);
    EXPECT_EQ(mine.scale_high, 5);
    EXPECT_EQ(mine.shard_bounds, local.shard_bounds);
    EXPECT_EQ(mine.train.users, users_of_rank(mine.shard_bounds, world().size(), world().rank()));
    EXPECT_EQ(whole(mine.train.book), local.train.book);
    EXPECT_EQ(whole(mine.train.rating), local.train.rating);
    for (std::int64_t u = 0; u < mine.train.users.size(); ++u) {
      const UserRow got = user_row(mine.train, u);
      const UserRow expected = user_row(local.train, mine.train.users.begin + u);
      EXPECT_TRUE(std::equal(got.book.begin(), got.book.end(), expected.book.begin(), expected.book.end()));
    }
  }
}

TEST(ShardTriplets, HoldsEveryRatingOnceBooksAscending) {
  const TrainData data = shard_triplets(world(), dealt(world().rank(), world().size()));
  EXPECT_EQ(data.shards(), world().size());
  std::vector<Rating> mine;
  for (std::int64_t u = 0; u < data.train.users.size(); ++u) {
    const UserRow row = user_row(data.train, u);
    EXPECT_TRUE(std::is_sorted(row.book.begin(), row.book.end()));
    for (std::size_t i = 0; i < row.book.size(); ++i)
      mine.push_back({data.train.users.begin + u, row.book[i], row.rating[i]});
  }
  std::vector<Rating> expected = all_triplets();
  std::sort(expected.begin(), expected.end(), [](const Rating& a, const Rating& b) {
    return a.user != b.user ? a.user < b.user : a.book < b.book;
  });
  EXPECT_EQ(whole(mine), expected);
  EXPECT_EQ(data.validation.users, data.train.users);
  EXPECT_EQ(data.validation.size(), 0);
}

TEST(ShardTriplets, TakesSizesScaleAndRanksWithoutRatings) {
  const TrainData data = shard_triplets(world(), on_last_rank({{2, 1, 3}}),
                                        {.users = 10, .books = 4, .scale_low = 0, .scale_high = 7});
  EXPECT_EQ(data.total_users, 10);
  EXPECT_EQ(data.total_books, 4);
  EXPECT_EQ(data.scale_low, 0);
  EXPECT_EQ(data.scale_high, 7);
  EXPECT_EQ(data.train.total_books, 4);
  EXPECT_EQ(world().sum_value(data.train.size()), 1);
}

TEST(ShardTriplets, RefusesOnAllRanksWhatCannotBe) {
  EXPECT_EQ(message({}), "`triplets`: no rank has a rating");
  EXPECT_EQ(message(on_last_rank({{-1, 2, 3}})), "`triplets`: user -1, book 2: an index is negative");
  EXPECT_EQ(message(on_last_rank({{1, 2, std::numeric_limits<float>::infinity()}})),
            "`triplets`: user 1, book 2: the rating is not a finite number");
  EXPECT_EQ(message(on_last_rank({{std::numeric_limits<std::int64_t>::max(), 2, 3}})),
            "`triplets`: user 9223372036854775807, book 2: the user index is too high");
  EXPECT_EQ(message(on_last_rank({{5, 2, 3}}), {.users = 5}),
            "`triplets`: user 5, book 2: there are only 5 users");
  EXPECT_EQ(message(on_last_rank({{4, 2, 3}}), {.books = 2}),
            "`triplets`: user 4, book 2: there are only 2 books");
  EXPECT_EQ(message(on_last_rank({{4, 2, 6}}), {.scale_high = 5}),
            "`scale_low`: 6 is not at most `scale_high`, 5");
  EXPECT_EQ(message(on_last_rank({{4, 2, 6}}), {.scale_low = 1, .scale_high = 5}),
            "`triplets`: user 4, book 2: the rating 6 is not in 1 to 5");
  EXPECT_EQ(message(on_last_rank({{4, 2, 6}}), {.shards = 0}), "`shards`: 0 is not above 0");
  EXPECT_TRUE(message(on_last_rank({{std::int64_t{1} << 60, 2, 6}})).starts_with("`users`: no rank has"));
}

TEST(ShardTriplets, RefusesABookThatAUserRatedTwiceOnWhateverRanks) {
  std::vector<Rating> mine = dealt(world().rank(), world().size());
  if (world().is_root()) mine.push_back({0, 5, 2});
  EXPECT_EQ(message(mine), "`triplets`: user 0, book 5: is there twice");
}

}  // namespace
}  // namespace crucible
