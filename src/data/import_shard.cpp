#include "crucible/data/import_shard.hpp"

#include "crucible/core/narrow.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace crucible {

namespace {

/// Sorts one user's rows [begin, end) by book, stable, through keys of book and place.
class UserSorter {
 public:
  void sort(TimedShard& shard, std::size_t begin, std::size_t end) {
    const auto books = shard.ratings.book.begin();
    const auto first = books + static_cast<std::ptrdiff_t>(begin);
    const auto last = books + static_cast<std::ptrdiff_t>(end);
    if (std::is_sorted(first, last)) return;
    const auto count = narrow<std::uint32_t>(end - begin);
    keys_.clear();
    for (std::uint32_t i = 0; i < count; ++i)
      keys_.push_back((static_cast<std::uint64_t>(first[i]) << 32U) | i);
    std::sort(keys_.begin(), keys_.end());
    permute(shard.ratings.rating, begin, ratings_);
    if (!shard.timestamp.empty()) permute(shard.timestamp, begin, times_);
    for (std::uint32_t i = 0; i < count; ++i) first[i] = static_cast<BookIndex>(keys_[i] >> 32U);
  }

 private:
  template <typename T>
  void permute(std::vector<T>& values, std::size_t begin, std::vector<T>& old) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(begin);
    old.assign(first, first + static_cast<std::ptrdiff_t>(keys_.size()));
    for (std::size_t i = 0; i < keys_.size(); ++i) values[begin + i] = old[keys_[i] & 0xffffffffU];
  }

  std::vector<std::uint64_t> keys_;
  std::vector<float> ratings_;
  std::vector<std::int64_t> times_;
};

/// The value that stays of rows [begin, end), which rate the same book.
float merged(std::span<const float> rows, DuplicatePolicy policy) {
  if (policy == DuplicatePolicy::last) return rows.back();
  if (policy != DuplicatePolicy::mean) return rows.front();
  const double sum = std::accumulate(rows.begin(), rows.end(), 0.0);
  return static_cast<float>(sum / static_cast<double>(rows.size()));
}

}  // namespace

TimedShard sort_rows(IndexRange users, std::int64_t total_books, std::span<const ShardRow> rows,
                     std::span<const std::int64_t> timestamp) {
  TimedShard shard;
  RatingShard& ratings = shard.ratings;
  ratings.users = users;
  ratings.total_books = total_books;
  ratings.offsets.assign(static_cast<std::size_t>(users.size()) + 1, 0);
  ratings.book.resize(rows.size());
  ratings.rating.resize(rows.size());
  shard.timestamp.resize(timestamp.size());

  for (const ShardRow& row : rows) ++ratings.offsets[row.user + 1];
  std::partial_sum(ratings.offsets.begin(), ratings.offsets.end(), ratings.offsets.begin());
  std::vector<std::int64_t> next(ratings.offsets.begin(), ratings.offsets.end() - 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto at = static_cast<std::size_t>(next[rows[i].user]++);
    ratings.book[at] = rows[i].book;
    ratings.rating[at] = rows[i].rating;
    if (!timestamp.empty()) shard.timestamp[at] = timestamp[i];
  }
  UserSorter sorter;
  for (std::size_t u = 0; u + 1 < ratings.offsets.size(); ++u)
    sorter.sort(shard, static_cast<std::size_t>(ratings.offsets[u]),
                static_cast<std::size_t>(ratings.offsets[u + 1]));
  return shard;
}

DuplicateSummary merge_duplicates(TimedShard& shard, DuplicatePolicy policy) {
  DuplicateSummary summary;
  RatingShard& ratings = shard.ratings;
  const auto user_end = [&](std::size_t user) { return static_cast<std::size_t>(ratings.offsets[user + 1]); };
  std::vector<std::uint8_t> keep(ratings.book.size(), 1);
  std::size_t begin = 0;
  for (std::size_t user = 0; user + 1 < ratings.offsets.size(); ++user) {
    for (std::size_t end = begin; begin < user_end(user); begin = end) {
      while (end < user_end(user) && ratings.book[end] == ratings.book[begin]) ++end;
      if (end - begin == 1) continue;
      const std::span<const float> values(&ratings.rating[begin], end - begin);
      const auto other =
          std::find_if(values.begin(), values.end(), [&](float v) { return v != values.front(); });
      summary.duplicates += static_cast<std::int64_t>(values.size()) - 1;
      summary.conflicts += other != values.end() ? 1 : 0;
      if (other != values.end() && !summary.first_conflict)
        summary.first_conflict = {ratings.users.begin + static_cast<std::int64_t>(user), ratings.book[begin],
                                  values.front(), *other};
      const float value = merged(values, policy);
      ratings.rating[begin] = value;
      const bool takes_last = policy == DuplicatePolicy::last || policy == DuplicatePolicy::mean;
      if (!shard.timestamp.empty() && takes_last) shard.timestamp[begin] = shard.timestamp[end - 1];
      std::fill(keep.begin() + static_cast<std::ptrdiff_t>(begin) + 1,
                keep.begin() + static_cast<std::ptrdiff_t>(end), std::uint8_t{0});
    }
  }
  if (summary.duplicates > 0) keep_ratings(shard, [&](std::size_t, std::size_t i) { return keep[i] != 0; });
  return summary;
}

}  // namespace crucible
