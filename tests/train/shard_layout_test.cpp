#include "kernel/shard_layout.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

namespace crucible {
namespace {

std::size_t at(std::int64_t i) { return static_cast<std::size_t>(i); }

bool ends_run(std::uint16_t book) { return (book & last_of_run) != 0; }

RatingShard made_up(IndexRange users, std::int64_t books, double density) {
  RatingShard shard;
  shard.users = users;
  shard.total_books = books;
  for (std::int64_t u = users.begin; u < users.end; ++u) {
    for (std::int64_t b = 0; b < books; ++b) {
      RandomStream stream(3, RandomPurpose::test, static_cast<std::uint64_t>(u),
                          static_cast<std::uint64_t>(b));
      if (stream.uniform() >= density) continue;
      shard.book.push_back(static_cast<BookIndex>(b));
      shard.rating.push_back(static_cast<float>(1000 * u + b));
    }
    shard.offsets.push_back(static_cast<std::int64_t>(shard.book.size()));
  }
  return shard;
}

Tiling even_tiling(std::int64_t begin, std::int64_t end, std::int64_t tiles) {
  Tiling tiling;
  tiling.tile[0] = begin;
  for (std::int64_t t = 0; t < tiles; ++t)
    tiling.tile.push_back(begin + even_part(end - begin, tiles, t).end);
  tiling.part.push_back(tiles);
  return tiling;
}

TEST(ShardLayout, HoldsEveryRatingOnceInItsCell) {
  const RatingShard ratings = made_up({100, 160}, 50, 0.2);
  const Tiling books = even_tiling(0, 50, 4);
  const ShardLayout layout(
      ratings, even_tiling(110, 150, 3), books, [](float r) { return r; }, 1, 0, 3);

  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  for (std::int64_t ut = 0; ut < 3; ++ut) {
    for (std::int64_t bt = 0; bt < 4; ++bt) {
      const CellTask cell = layout.cell(ut, bt);
      for (int lane = 0; lane < 3; ++lane) {
        const auto [rating, run] = cell.lane[lane];
        EXPECT_EQ(std::count_if(cell.book, cell.book + rating, ends_run), run);
        EXPECT_TRUE(rating == 0 || ends_run(cell.book[rating - 1]));
        EXPECT_LE(rating, cell.ratings * lane / 3);
        EXPECT_GT(rating + 50, cell.ratings * lane / 3);
      }
      const std::uint16_t* user = cell.user;
      for (std::int64_t i = 0; i < cell.ratings; ++i) {
        const std::int64_t u = layout.users().tile_range(ut).begin + *user;
        const std::int64_t b = books.tile_range(bt).begin + (cell.book[i] & (last_of_run - 1));
        EXPECT_TRUE(books.tile_range(bt).contains(b));
        EXPECT_EQ(cell.value[i], static_cast<float>(1000 * u + b));
        EXPECT_TRUE(seen.emplace(u, b).second);
        if ((cell.book[i] & last_of_run) != 0) ++user;
      }
    }
  }
  EXPECT_EQ(static_cast<std::int64_t>(seen.size()), ratings.offsets[50] - ratings.offsets[10]);
  EXPECT_EQ(layout.size(), static_cast<std::int64_t>(seen.size()));
}

TEST(ShardLayout, TakesAtMostEightBytesARating) {
  // profiles so short and blocks so many that every run is one rating
  const RatingShard ratings = made_up({0, 3000}, 400, 0.05);
  const Tiling books = even_tiling(0, 400, 64);

  const ShardLayout layout(
      ratings, even_tiling(0, 3000, 1), books, [](float r) { return r; }, 1, 0, 3);

  EXPECT_LE(layout.bytes(), 8 * ratings.size() + 64 * 16 + 256);
}

TEST(ShardLayout, ShufflesUsersAndRatings) {
  const RatingShard ratings = made_up({0, 200}, 60, 0.5);
  const ShardLayout layout(
      ratings, even_tiling(0, 200, 1), even_tiling(0, 60, 1), [](float r) { return r; }, 1, 0, 3);
  const CellTask cell = layout.cell(0, 0);

  int users_up = 0;
  int books_up = 0;
  int books_within = 0;
  for (int i = 0; i + 1 < 199; ++i) users_up += cell.user[i] < cell.user[i + 1] ? 1 : 0;
  for (std::int64_t i = 0; i + 1 < cell.ratings; ++i) {
    if ((cell.book[i] & last_of_run) != 0) continue;
    ++books_within;
    books_up += cell.book[i] < (cell.book[i + 1] & (last_of_run - 1)) ? 1 : 0;
  }
  EXPECT_NEAR(users_up, 99, 30);
  EXPECT_NEAR(books_up, 0.5 * books_within, 0.05 * books_within);
}

TEST(ShardLayout, RefusesARatingTwice) {
  RatingShard ratings = made_up({0, 3}, 10, 0.9);
  ratings.book[1] = ratings.book[0];

  EXPECT_THROW(ShardLayout(
                   ratings, even_tiling(0, 3, 1), even_tiling(0, 10, 1), [](float r) { return r; }, 1, 0, 2),
               LogicError);
}

TEST(TileUsers, SlicesHoldAboutAsManyRatings) {
  const RatingShard ratings = made_up({50, 1050}, 80, 0.3);

  const Tiling tiling = tile_users({50, 1050}, ratings.offsets.data(), 7);

  ASSERT_EQ(tiling.parts(), 7);
  EXPECT_EQ(tiling.range_of(0).begin, 50);
  EXPECT_EQ(tiling.range_of(6).end, 1050);
  for (std::int64_t s = 0; s < 7; ++s) {
    const IndexRange users = tiling.range_of(s);
    const std::int64_t held = ratings.offsets[at(users.end - 50)] - ratings.offsets[at(users.begin - 50)];
    EXPECT_NEAR(static_cast<double>(held), static_cast<double>(ratings.size()) / 7, 80);
  }
}

TEST(TileBooks, BlocksAreBalancedAndTilesFitFifteenBits) {
  std::vector<std::int64_t> counts(200'000, 1);
  counts[0] = 50'000;

  const Tiling tiling = tile_books(counts, 10'000, 4, 8);

  ASSERT_EQ(tiling.parts(), 4);
  EXPECT_EQ(tiling.tile.back(), 200'000);
  EXPECT_LT(tiling.range_of(0).size(), tiling.range_of(3).size());
  for (std::int64_t t = 0; t < tiling.tiles(); ++t) EXPECT_LE(tiling.tile_range(t).size(), most_tile_books);
}

TEST(TileBooks, MoreBlocksThanBooksLeavesEmptyBlocks) {
  const Tiling tiling = tile_books({5, 1, 1}, 10, 6, 16);

  std::int64_t books = 0;
  for (std::int64_t b = 0; b < 6; ++b) books += tiling.range_of(b).size();
  EXPECT_EQ(tiling.parts(), 6);
  EXPECT_EQ(books, 3);
}

}  // namespace
}  // namespace crucible
