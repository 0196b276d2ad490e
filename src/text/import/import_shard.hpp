#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/core/rating.hpp"
#include "crucible/data/rating_shard.hpp"
#include "crucible/text/import_options.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crucible {

/// Rows that a rank has read one after the other, and their place among all such runs.
struct RowRun {
  std::int64_t order = 0;
  std::int64_t rows = 0;
};

/// Ratings that have arrived at the rank that owns their users, a column each. `timestamp` has an entry for
/// each row or none at all.
struct ArrivedRows {
  std::vector<std::uint32_t> user;  ///< counted from the owner's first user
  std::vector<BookIndex> book;
  std::vector<float> rating;
  std::vector<std::int64_t> timestamp;
  std::vector<RowRun> runs;  ///< as they follow each other here
};

/// Ratings of a range of users together with their timestamps.
struct TimedShard {
  RatingShard ratings;
  std::vector<std::int64_t> timestamp;  ///< one a rating, or empty
};

/// Sorts rows by user, then by book; rows of the same pair keep the order of their runs. Each column is
/// freed once it is sorted, so that memory holds one and a half tables at most.
TimedShard sort_rows(IndexRange users, std::int64_t total_books, ArrivedRows rows);

/// Two ratings of the same user and book.
struct RatingConflict {
  std::int64_t user = 0;  ///< global index
  BookIndex book = 0;
  float first = 0;   ///< in file order
  float second = 0;  ///< the next value that differs from it, else the next
};

/// What merge_duplicates() found.
struct DuplicateSummary {
  std::int64_t duplicates = 0;                   ///< rows that went
  std::int64_t conflicts = 0;                    ///< pairs with different values
  std::optional<RatingConflict> first_pair;      ///< with more than one row
  std::optional<RatingConflict> first_conflict;  ///< with different values
};

/// Leaves one rating of each (user, book) pair in `shard`, sorted as sort_rows() does, by `policy`. Under
/// DuplicatePolicy::error the first value stays, and the caller refuses if there is a conflict.
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
