#include "import/import_shard.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/core/release.hpp"

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

/// The runs in their order, each as the range of rows that it has here.
std::vector<IndexRange> runs_in_order(const std::vector<RowRun>& runs) {
  std::vector<std::pair<std::int64_t, IndexRange>> placed;
  std::int64_t begin = 0;
  for (const RowRun& run : runs) {
    placed.push_back({run.order, {begin, begin + run.rows}});
    begin += run.rows;
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<IndexRange> ranges;
  for (const auto& [order, range] : placed) ranges.push_back(range);
  return ranges;
}

/// Where each row goes in the order of users. Place is wide enough for the number of rows.
template <typename Place>
std::vector<Place> places_of(const ArrivedRows& rows, std::span<const std::int64_t> offsets) {
  std::vector<std::int64_t> next(offsets.begin(), offsets.end() - 1);
  std::vector<Place> places(rows.user.size());
  for (const IndexRange run : runs_in_order(rows.runs))
    for (auto i = static_cast<std::size_t>(run.begin); i < static_cast<std::size_t>(run.end); ++i)
      places[i] = static_cast<Place>(next[rows.user[i]]++);
  return places;
}

/// `column` with each value in its place.
template <typename T, typename Place>
std::vector<T> scattered(std::vector<T> column, std::span<const Place> places) {
  std::vector<T> sorted(column.size());
  for (std::size_t i = 0; i < column.size(); ++i) sorted[static_cast<std::size_t>(places[i])] = column[i];
  return sorted;
}

template <typename Place>
void sort_by_user(TimedShard& shard, ArrivedRows rows) {
  const std::vector<Place> places = places_of<Place>(rows, shard.ratings.offsets);
  const std::span<const Place> all(places);
  release(rows.user);
  shard.timestamp = scattered(std::move(rows.timestamp), all);
  shard.ratings.book = scattered(std::move(rows.book), all);
  shard.ratings.rating = scattered(std::move(rows.rating), all);
}

}  // namespace

TimedShard sort_rows(IndexRange users, std::int64_t total_books, ArrivedRows rows) {
  TimedShard shard;
  RatingShard& ratings = shard.ratings;
  ratings.users = users;
  ratings.total_books = total_books;
  ratings.offsets.assign(static_cast<std::size_t>(users.size()) + 1, 0);
  for (const std::uint32_t user : rows.user) ++ratings.offsets[user + 1];
  std::partial_sum(ratings.offsets.begin(), ratings.offsets.end(), ratings.offsets.begin());
  if (std::in_range<std::uint32_t>(rows.user.size()))
    sort_by_user<std::uint32_t>(shard, std::move(rows));
  else
    sort_by_user<std::int64_t>(shard, std::move(rows));
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
      const RatingConflict pair{ratings.users.begin + static_cast<std::int64_t>(user), ratings.book[begin],
                                values.front(), other != values.end() ? *other : values[1]};
      if (!summary.first_pair) summary.first_pair = pair;
      if (other != values.end() && !summary.first_conflict) summary.first_conflict = pair;
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
