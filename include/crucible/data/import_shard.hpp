#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/core/rating.hpp"
#include "crucible/data/import_options.hpp"
#include "crucible/data/rating_shard.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crucible {

/// A rating on its way to the rank that owns its user.
struct ShardRow {
  std::uint32_t user = 0;  ///< counted from the owner's first user
  BookIndex book = 0;
  float rating = 0;
};

/// Ratings of a range of users together with their timestamps.
struct TimedShard {
  RatingShard ratings;
  std::vector<std::int64_t> timestamp;  ///< one a rating, or empty
};

/// Sorts rows by user, then by book; rows of the same pair keep their order. `timestamp` has an entry for
/// each row or none at all.
TimedShard sort_rows(IndexRange users, std::int64_t total_books, std::span<const ShardRow> rows,
                     std::span<const std::int64_t> timestamp);

/// Two values for the same user and book.
struct RatingConflict {
  std::int64_t user = 0;  ///< global index
  BookIndex book = 0;
  float first = 0;   ///< in file order
  float second = 0;  ///< the next value that differs from it
};

/// What merge_duplicates() found.
struct DuplicateSummary {
  std::int64_t duplicates = 0;  ///< rows that went
  std::int64_t conflicts = 0;   ///< pairs with different values
  std::optional<RatingConflict> first_conflict;
};

/// Leaves one rating of each (user, book) pair in `shard`, sorted as sort_rows() does, by `policy`. Under
/// DuplicatePolicy::error the first value stays, and the caller refuses where there is a conflict.
DuplicateSummary merge_duplicates(TimedShard& shard, DuplicatePolicy policy);

/// Keeps the ratings i for which keep(user, i) holds; user counts from 0, users stay even without ratings.
template <typename Keep>
void keep_ratings(TimedShard& shard, Keep&& keep) {
  RatingShard& ratings = shard.ratings;
  std::size_t out = 0;
  std::size_t i = 0;
  for (std::size_t user = 0; user + 1 < ratings.offsets.size(); ++user) {
    const auto end = static_cast<std::size_t>(ratings.offsets[user + 1]);
    for (; i < end; ++i) {
      if (!keep(user, i)) continue;
      ratings.book[out] = ratings.book[i];
      ratings.rating[out] = ratings.rating[i];
      if (!shard.timestamp.empty()) shard.timestamp[out] = shard.timestamp[i];
      ++out;
    }
    ratings.offsets[user + 1] = static_cast<std::int64_t>(out);
  }
  ratings.book.resize(out);
  ratings.rating.resize(out);
  if (!shard.timestamp.empty()) shard.timestamp.resize(out);
}

}  // namespace crucible
