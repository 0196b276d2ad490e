#include "import/import_assembly.hpp"

#include "crucible/core/narrow.hpp"
#include "crucible/core/release.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/text/text_fields.hpp"
#include "import/import_balance.hpp"
#include "import/import_core.hpp"
#include "import/import_shard.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <string_view>
#include <utility>

namespace crucible {

namespace {

/// Collective. The same refusal on every rank.
[[noreturn]] void refuse(const Communicator& comm, const std::string& source, const std::string& problem) {
  on_every_rank(comm, [&] { throw InputError(source, problem); });
  throw LogicError("a refusal was not thrown");
}

std::vector<std::int64_t> consecutive(IndexRange range) {
  std::vector<std::int64_t> values(static_cast<std::size_t>(range.size()));
  std::iota(values.begin(), values.end(), range.begin);
  return values;
}

/// Collective. Global index by dictionary number.
std::vector<std::int64_t> indices_by_number(const Communicator& comm, const IdOrder& order) {
  const std::vector<std::int64_t> owned = consecutive(order.owned);
  const auto sorted_indices = order.plan.fetch(comm, std::span<const std::int64_t>(owned));
  std::vector<std::int64_t> indices(order.sorted.size());
  for (std::size_t i = 0; i < order.sorted.size(); ++i) indices[order.sorted[i]] = sorted_indices[i];
  return indices;
}

/// Who will hold which users.
struct UserPlaces {
  std::vector<std::int64_t> starts;  ///< first user of each rank, and the end
  std::vector<std::string> ids;      ///< of the users that this rank will hold
};

/// Collective. Cuts the users by their numbers of rows, and sends their ids to where they will be.
UserPlaces place_users(const Communicator& comm, const IdOrder& order, const RawRatings& rows) {
  std::vector<std::int64_t> degrees(order.sorted.size(), 0);
  for (const std::uint32_t user : rows.user) ++degrees[user];
  std::vector<std::int64_t> sorted_degrees;
  sorted_degrees.reserve(degrees.size());
  for (const std::uint32_t number : order.sorted) sorted_degrees.push_back(degrees[number]);

  const auto owned_degrees = order.plan.sum_at_owners(comm, sorted_degrees);
  std::vector<std::int64_t> counts = counts_by_rank(balanced_ranks(comm, owned_degrees), comm.size());
  const std::vector<std::string_view> ids(order.ids.begin(), order.ids.end());
  UserPlaces places;
  places.ids = exchange_texts(comm, ids, counts);
  comm.sum(std::span<std::int64_t>(counts));
  places.starts.assign(counts.size() + 1, 0);
  std::partial_sum(counts.begin(), counts.end(), places.starts.begin() + 1);
  return places;
}

/// Where a user's rows go.
struct Destination {
  std::uint32_t rank = 0;
  std::uint32_t offset = 0;  ///< counted from that rank's first user
};

std::vector<Destination> destinations(const std::vector<std::int64_t>& indices,
                                      const std::vector<std::int64_t>& starts) {
  std::vector<Destination> all;
  all.reserve(indices.size());
  for (const std::int64_t index : indices) {
    const auto after = std::upper_bound(starts.begin(), starts.end(), index);
    all.push_back(
        {narrow<std::uint32_t>(after - starts.begin() - 1), narrow<std::uint32_t>(index - *(after - 1))});
  }
  return all;
}

/// Sends this rank's rows to the ranks that own their users. Columns go one by one, so that memory never
/// holds two copies of everything.
class RowRoute {
 public:
  /// @pre `users` and `to` outlive this object
  RowRoute(const Communicator& comm, const std::vector<std::uint32_t>& users,
           const std::vector<Destination>& to)
      : comm_(comm), users_(users), to_(to), counts_(static_cast<std::size_t>(comm.size()), 0) {
    for (const std::uint32_t user : users) ++counts_[to[user].rank];
  }

  /// Collective. What `arriving` makes of each value of a column becomes a column of the rows that arrive.
  /// The column is given back to the system as soon as it is packed.
  template <typename T, typename Value, typename Arriving>
  std::vector<T> send(std::vector<Value> column, Arriving&& arriving) const {
    std::vector<T> packed = pack<T>([&](std::size_t row) { return arriving(column[row]); });
    release(column);
    return exchange(std::move(packed));
  }

  /// Collective. For each row that arrives, its user's place there.
  std::vector<std::uint32_t> send_users() const {
    return exchange(pack<std::uint32_t>([&](std::size_t row) { return to_[users_[row]].offset; }));
  }

  /// Collective. The runs of the rows that arrive.
  std::vector<RowRun> send_runs(std::vector<RowRun> runs) const {
    if (!comm_.any(!runs.empty())) runs = {{comm_.rank(), static_cast<std::int64_t>(users_.size())}};
    std::vector<std::vector<RowRun>> by_rank(counts_.size());
    std::size_t row = 0;
    for (const RowRun& run : runs) {
      for (auto& part : by_rank) part.push_back({run.order, 0});
      for (std::int64_t i = 0; i < run.rows; ++i) ++by_rank[to_[users_[row++]].rank].back().rows;
    }
    std::vector<RowRun> packed;
    std::vector<std::int64_t> run_counts;
    for (const auto& part : by_rank) {
      packed.insert(packed.end(), part.begin(), part.end());
      run_counts.push_back(static_cast<std::int64_t>(part.size()));
    }
    return comm_.exchange(std::span<const RowRun>(packed), run_counts);
  }

 private:
  template <typename T, typename Value>
  std::vector<T> pack(Value&& value) const {
    std::vector<std::int64_t> next(counts_.size());
    std::exclusive_scan(counts_.begin(), counts_.end(), next.begin(), std::int64_t{0});
    std::vector<T> packed(users_.size());
    for (std::size_t row = 0; row < users_.size(); ++row)
      packed[static_cast<std::size_t>(next[to_[users_[row]].rank]++)] = value(row);
    return packed;
  }

  template <typename T>
  std::vector<T> exchange(std::vector<T> packed) const {
    return comm_.size() == 1 ? std::move(packed) : comm_.exchange(std::span<const T>(packed), counts_);
  }

  const Communicator& comm_;
  const std::vector<std::uint32_t>& users_;
  const std::vector<Destination>& to_;
  std::vector<std::int64_t> counts_;
};

/// Collective. Sends every row to the rank that holds its user, and sorts there.
TimedShard distribute_rows(const Communicator& comm, RawRatings rows, const UserPlaces& places,
                           const std::vector<std::int64_t>& user_indices,
                           const std::vector<std::int64_t>& book_indices, std::int64_t total_books) {
  const std::vector<Destination> to = destinations(user_indices, places.starts);
  const RowRoute route(comm, rows.user, to);
  const bool timed = comm.any(!rows.timestamp.empty());
  ArrivedRows arrived;
  arrived.runs = route.send_runs(std::move(rows.runs));
  if (timed)
    arrived.timestamp =
        route.send<std::int64_t>(std::move(rows.timestamp), [](std::int64_t time) { return time; });
  arrived.rating = route.send<float>(std::move(rows.rating), [](float rating) { return rating; });
  arrived.book = route.send<BookIndex>(
      std::move(rows.book), [&](std::uint32_t book) { return static_cast<BookIndex>(book_indices[book]); });
  arrived.user = route.send_users();
  release(rows.user);
  const auto rank = static_cast<std::size_t>(comm.rank());
  return sort_rows({places.starts[rank], places.starts[rank + 1]}, total_books, std::move(arrived));
}

/// Collective. The first pair of all ranks, in the order of ids; nothing if there is none.
std::optional<MergedPair> first_pair(const Communicator& comm, const RatingTable& table,
                                     const std::optional<RatingConflict>& mine) {
  const int speaker = comm.min_value<std::int32_t>(mine ? comm.rank() : comm.size());
  if (speaker == comm.size()) return std::nullopt;
  const RatingConflict pair = comm.broadcast_value(mine.value_or(RatingConflict{}), speaker);
  const auto id_at = [&](const std::vector<std::string>& ids, IndexRange range, std::int64_t index) {
    const int holder = comm.max_value<std::int32_t>(range.contains(index) ? comm.rank() : -1);
    const bool here = holder == comm.rank();
    return comm.broadcast_text(here ? ids[static_cast<std::size_t>(index - range.begin)] : "", holder);
  };
  std::string user = id_at(table.user_ids, table.ratings.users, pair.user);
  std::string book = id_at(table.book_ids, table.books, pair.book);
  return MergedPair{std::move(user), std::move(book), pair.first, pair.second};
}

/// Collective. Merges duplicates and notes them. Returns the first pair that had any.
std::optional<MergedPair> settle_duplicates(const Communicator& comm, RatingTable& table,
                                            DuplicatePolicy policy, const std::string& source,
                                            ImportReport& report) {
  TimedShard shard{std::move(table.ratings), std::move(table.timestamp)};
  const DuplicateSummary summary = merge_duplicates(shard, policy);
  table.ratings = std::move(shard.ratings);
  table.timestamp = std::move(shard.timestamp);
  report.duplicates = comm.sum_value(summary.duplicates);
  report.conflicts = comm.sum_value(summary.conflicts);
  table.total_ratings = comm.sum_value(table.ratings.size());
  const bool refused = policy == DuplicatePolicy::error && report.conflicts > 0;
  auto pair = first_pair(comm, table, report.conflicts > 0 ? summary.first_conflict : summary.first_pair);
  if (refused)
    refuse(comm, source,
           "user " + printable(pair->user) + " rates book " + printable(pair->book) + " both " +
               shortest_text(pair->first) + " and " + shortest_text(pair->second) +
               ": choose with `duplicates` last, first or mean which counts");
  return pair;
}

/// Collective. Keeps the k-core if the policy asks for one, and notes it.
void settle_core(const Communicator& comm, RatingTable& table, const RowPolicy& policy,
                 const std::string& source, ImportReport& report) {
  if (policy.min_user_ratings <= 1 && policy.min_book_ratings <= 1) return;
  const CoreRemoval removed = keep_core(comm, table, policy.min_user_ratings, policy.min_book_ratings);
  report.core_users = removed.users;
  report.core_books = removed.books;
  report.core_ratings = removed.ratings;
  if (table.total_ratings > 0) return;
  refuse(comm, source,
         "nothing is left of " + std::to_string(removed.ratings) + " ratings when every user needs " +
             std::to_string(std::max<std::int64_t>(1, policy.min_user_ratings)) + " and every book " +
             std::to_string(std::max<std::int64_t>(1, policy.min_book_ratings)) +
             " of them: lower `min_user_ratings` or `min_book_ratings`");
}

/// Collective. Notes the size and the range of the finished table, and gives it its scale.
void describe_table(const Communicator& comm, RatingTable& table, const RowPolicy& policy,
                    ImportReport& report) {
  report.users = table.total_users;
  report.books = table.total_books;
  report.ratings = table.total_ratings;
  const auto& values = table.ratings.rating;
  const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
  constexpr float infinity = std::numeric_limits<float>::infinity();
  report.lowest = static_cast<double>(comm.min_value(values.empty() ? infinity : *lowest));
  report.highest = static_cast<double>(comm.max_value(values.empty() ? -infinity : *highest));
  table.scale_low = policy.scale ? policy.scale->low : report.lowest;
  table.scale_high = policy.scale ? policy.scale->high : report.highest;
}

}  // namespace

AssembledTable assemble_table(const Communicator& comm, RawRatings rows, const RowPolicy& policy,
                              const std::string& source, ImportReport& report) {
  if (comm.sum_value(static_cast<std::int64_t>(rows.user.size())) == 0)
    refuse(comm, source,
           report.ignored > 0 ? "all " + std::to_string(report.ignored) + " ratings have the ignored value"
                              : "holds no ratings");
  IdOrder users = order_ids(comm, rows.users);
  rows.users = {};
  IdOrder books = order_ids(comm, rows.books);
  rows.books = {};
  if (books.total > std::numeric_limits<BookIndex>::max())
    refuse(comm, source, std::to_string(books.total) + " books are too many: the limit is 2147483647");

  AssembledTable result;
  RatingTable& table = result.table;
  UserPlaces places = place_users(comm, users, rows);
  TimedShard shard = distribute_rows(comm, std::move(rows), places, indices_by_number(comm, users),
                                     indices_by_number(comm, books), books.total);
  table.total_users = users.total;
  table.total_books = books.total;
  table.ratings = std::move(shard.ratings);
  table.timestamp = std::move(shard.timestamp);
  table.user_ids = std::move(places.ids);
  table.books = books.owned;
  table.book_ids = std::move(books.ids);
  result.book_owners = std::move(books.owners);

  result.merged = settle_duplicates(comm, table, policy.duplicates, source, report);
  settle_core(comm, table, policy, source, report);
  if (report.duplicates > 0 || report.core_ratings > 0) rebalance(comm, table);
  describe_table(comm, table, policy, report);
  return result;
}

}  // namespace crucible
