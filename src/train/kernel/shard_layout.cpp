#include "kernel/shard_layout.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"
#include "crucible/data/shard_plan.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

/// Adds a part to `tiling`, from its end so far up to `end`. The part is cut evenly into tiles of at most
/// `longest`.
void add_part(Tiling& tiling, std::int64_t end, std::int64_t longest) {
  const std::int64_t begin = tiling.tile.back();
  const std::int64_t tiles = std::max<std::int64_t>(1, (end - begin + longest - 1) / longest);
  for (std::int64_t t = 0; t < tiles; ++t)
    tiling.tile.push_back(begin + even_part(end - begin, tiles, t).end);
  tiling.part.push_back(tiling.tiles());
}

}  // namespace

Tiling tile_users(IndexRange users, const std::int64_t* offsets, std::int64_t slices) {
  constexpr std::int64_t longest = 8192;
  Tiling tiling;
  tiling.tile[0] = users.begin;
  const ShardPlan plan =
      plan_shards(users.size(), slices, [&](std::int64_t u) { return offsets[u] - offsets[0]; });
  for (std::int64_t s = 0; s < slices; ++s)
    add_part(tiling, users.begin + plan.boundaries[at(s) + 1], longest);
  return tiling;
}

Tiling tile_books(const std::vector<std::int64_t>& ratings_of_book, std::int64_t users, std::int64_t blocks,
                  std::int64_t k) {
  constexpr std::int64_t tile_bytes = std::int64_t{512} * 1024;
  constexpr std::int64_t shortest_run = 6;
  const auto books = static_cast<std::int64_t>(ratings_of_book.size());
  std::vector<std::int64_t> before(ratings_of_book.size() + 1);
  std::inclusive_scan(ratings_of_book.begin(), ratings_of_book.end(), before.begin() + 1);
  const std::int64_t profile = before.back() / std::max<std::int64_t>(1, users);
  const std::int64_t in_cache = tile_bytes / (padded_factors(k) * static_cast<std::int64_t>(sizeof(float)));
  const std::int64_t for_runs = books * shortest_run / std::max<std::int64_t>(1, profile);
  const std::int64_t longest = std::clamp<std::int64_t>(std::max(in_cache, for_runs), 1, most_tile_books);
  // The cost of a book: one update per rating, and one row to send when its block moves. Sending 8 rows takes
  // about as long as one update.
  const ShardPlan plan = plan_shards(books, blocks, [&](std::int64_t b) { return 8 * before[at(b)] + b; });
  Tiling tiling;
  for (std::int64_t block = 0; block < blocks; ++block)
    add_part(tiling, plan.boundaries[at(block) + 1], longest);
  return tiling;
}

ShardLayout::ShardLayout(const RatingShard& ratings, Tiling users, const Tiling& books,
                         const std::function<float(float)>& target, std::uint64_t seed, std::int64_t shard,
                         int lanes)
    : users_(std::move(users)), lanes_(lanes), book_tiles_(books.tiles()) {
  const std::int64_t first = users_.tile.front() - ratings.users.begin;
  const std::int64_t last = users_.tile.back() - ratings.users.begin;
  const std::int64_t count = ratings.offsets[at(last)] - ratings.offsets[at(first)];
  book_.resize(at(count + padding));
  value_.resize(at(count + padding));
  cells_.reserve(at(users_.tiles() * book_tiles_ + 1));
  cells_.push_back({});
  for (std::int64_t t = 0; t < users_.tiles(); ++t) fill_tile(ratings, t, books, target, seed, shard);
  user_.resize(user_.size() + at(padding));
  user_.shrink_to_fit();
}

void ShardLayout::fill_tile(const RatingShard& ratings, std::int64_t tile, const Tiling& books,
                            const std::function<float(float)>& target, std::uint64_t seed,
                            std::int64_t shard) {
  const IndexRange range = users_.tile_range(tile);
  const auto entries = [&](std::int64_t user) {
    const std::int64_t row = user - ratings.users.begin;
    return IndexRange{ratings.offsets[at(row)], ratings.offsets[at(row) + 1]};
  };
  std::vector<std::uint16_t> order(at(range.size()));
  std::iota(order.begin(), order.end(), std::uint16_t{0});
  RandomStream user_order(seed, RandomPurpose::user_order, static_cast<std::uint64_t>(shard),
                          static_cast<std::uint64_t>(tile));
  shuffle(order.data(), range.size(), user_order);

  // For each user, the place at which the ratings of the next book tile start.
  std::vector<std::int64_t> next(at(range.size()));
  for (std::int64_t u = 0; u < range.size(); ++u) next[at(u)] = entries(range.begin + u).begin;
  RandomStream rating_order(seed, RandomPurpose::rating_order, static_cast<std::uint64_t>(shard),
                            static_cast<std::uint64_t>(tile));
  std::int64_t place = cells_.back().rating;
  for (std::int64_t b = 0; b < book_tiles_; ++b) {
    const IndexRange tile_books = books.tile_range(b);
    for (const std::uint16_t u : order) {
      const std::int64_t begin = place;
      const std::int64_t end = entries(range.begin + u).end;
      std::int64_t& entry = next[u];
      for (; entry < end && ratings.book[at(entry)] < tile_books.end; ++entry, ++place) {
        book_[at(place)] = static_cast<std::uint16_t>(ratings.book[at(entry)] - tile_books.begin);
        value_[at(place)] = target(ratings.rating[at(entry)]);
        require(place == begin || book_[at(place)] > book_[at(place - 1)],
                "a user's books are not strictly ascending");
      }
      if (place == begin) continue;
      for (std::int64_t i = place - begin - 1; i > 0; --i) {
        const auto j = static_cast<std::int64_t>(rating_order.below(static_cast<std::uint64_t>(i) + 1));
        std::swap(book_[at(begin + i)], book_[at(begin + j)]);
        std::swap(value_[at(begin + i)], value_[at(begin + j)]);
      }
      book_[at(place - 1)] = static_cast<std::uint16_t>(book_[at(place - 1)] | last_of_run);
      user_.push_back(u);
    }
    end_cell(place);
  }
  for (std::int64_t u = 0; u < range.size(); ++u)
    require(next[at(u)] == entries(range.begin + u).end, "a rating's book is outside the catalogue");
}

void ShardLayout::end_cell(std::int64_t place) {
  Cell& cell = cells_.back();
  const std::int64_t ratings = place - cell.rating;
  const auto runs = static_cast<std::int64_t>(user_.size());
  // A lane starts at the last run that starts at or before its even share of the ratings.
  std::fill(std::begin(cell.lane), std::end(cell.lane), LaneStart{cell.rating, cell.run});
  LaneStart start = cell.lane[0];
  int lane = 1;
  for (std::int64_t i = cell.rating; i < place; ++i) {
    if ((book_[at(i)] & last_of_run) == 0) continue;
    const LaneStart next{i + 1, start.run + 1};
    for (; lane < lanes_ && next.rating - cell.rating > ratings * lane / lanes_; ++lane)
      cell.lane[lane] = start;
    start = next;
  }
  cells_.push_back({place, runs, {}});
}

std::int64_t ShardLayout::bytes() const noexcept {
  return static_cast<std::int64_t>(book_.size() * sizeof(std::uint16_t) + value_.size() * sizeof(float) +
                                   user_.size() * sizeof(std::uint16_t) + cells_.size() * sizeof(Cell));
}

CellTask ShardLayout::cell(std::int64_t user_tile, std::int64_t book_tile) const noexcept {
  const std::size_t index = at(user_tile * book_tiles_ + book_tile);
  CellTask task;
  task.book = book_.data() + cells_[index].rating;
  task.value = value_.data() + cells_[index].rating;
  task.user = user_.data() + cells_[index].run;
  task.ratings = cells_[index + 1].rating - cells_[index].rating;
  for (int l = 0; l < lanes_; ++l)
    task.lane[l] = {cells_[index].lane[l].rating - cells_[index].rating,
                    cells_[index].lane[l].run - cells_[index].run};
  return task;
}

}  // namespace crucible
