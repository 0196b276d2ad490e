#include "crucible/data/triplets.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/free_memory.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/data/shard_plan.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace crucible {
namespace {

/// Size of an entry of the table of offsets, which every rank holds while the users are cut into shards.
constexpr std::int64_t bytes_per_user = sizeof(std::int64_t);
constexpr std::int64_t most_books = std::numeric_limits<BookIndex>::max();

/// The highest indices and the extreme ratings of all ranks.
struct Extent {
  std::int64_t users = 0;
  std::int64_t books = 0;
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
};

[[noreturn]] void refuse(const Rating& entry, const std::string& problem) {
  throw UsageError("`triplets`: user " + std::to_string(entry.user) + ", book " + std::to_string(entry.book) +
                   ": " + problem);
}

void check_options(const TripletOptions& options) {
  const auto positive = [](const char* name, std::optional<std::int64_t> value) {
    if (value && *value < 1)
      throw UsageError("`" + std::string(name) + "`: " + std::to_string(*value) + " is not above 0");
  };
  positive("users", options.users);
  positive("books", options.books);
  positive("shards", options.shards);
  if (options.books && *options.books > most_books)
    throw UsageError("`books`: " + std::to_string(*options.books) + " is above " +
                     std::to_string(most_books));
}

Extent extent_of(std::span<const Rating> triplets) {
  Extent extent;
  for (const Rating& entry : triplets) {
    if (entry.user < 0 || entry.book < 0) refuse(entry, "an index is negative");
    if (entry.book == most_books) refuse(entry, "the book index is too high");
    if (!std::isfinite(entry.value)) refuse(entry, "the rating is not a finite number");
    if (entry.user == std::numeric_limits<std::int64_t>::max()) refuse(entry, "the user index is too high");
    extent.users = std::max(extent.users, entry.user + 1);
    extent.books = std::max(extent.books, std::int64_t{entry.book} + 1);
    extent.low = std::min(extent.low, static_cast<double>(entry.value));
    extent.high = std::max(extent.high, static_cast<double>(entry.value));
  }
  return extent;
}

void check_against(const TrainData& data, std::span<const Rating> triplets) {
  if (!(data.scale_low <= data.scale_high))
    throw UsageError("`scale_low`: " + number_text(data.scale_low) + " is not at most `scale_high`, " +
                     number_text(data.scale_high));
  for (const Rating& entry : triplets) {
    if (entry.user >= data.total_users)
      refuse(entry, "there are only " + std::to_string(data.total_users) + " users");
    if (entry.book >= data.total_books)
      refuse(entry, "there are only " + std::to_string(data.total_books) + " books");
    const auto value = static_cast<double>(entry.value);
    if (value < data.scale_low || value > data.scale_high)
      refuse(entry, "the rating " + number_text(value) + " is not in " + number_text(data.scale_low) +
                        " to " + number_text(data.scale_high));
  }
}

/// Collective. Finds sizes and scale, and checks the ratings against them. The result has no ratings yet.
TrainData measured(const Communicator& comm, std::span<const Rating> triplets,
                   const TripletOptions& options) {
  const Extent mine = on_every_rank(comm, [&] {
    check_options(options);
    return extent_of(triplets);
  });
  TrainData data;
  const bool any = comm.any(!triplets.empty());
  data.total_users = options.users.value_or(comm.max_value(mine.users));
  data.total_books = options.books.value_or(comm.max_value(mine.books));
  data.scale_low = options.scale_low.value_or(comm.min_value(mine.low));
  data.scale_high = options.scale_high.value_or(comm.max_value(mine.high));
  on_every_rank(comm, [&] {
    if (!any) throw UsageError("`triplets`: no rank has a rating");
    check_against(data, triplets);
  });
  return data;
}

/// Collective. Cuts the users into shards with about equally many ratings.
std::vector<std::int64_t> cut_users(const Communicator& comm, std::span<const Rating> triplets,
                                    std::int64_t users, std::int64_t shards) {
  auto offsets = on_every_rank(comm, [&] {
    if (users >= free_memory() / bytes_per_user)
      throw Error(ErrorKind::memory, "`users`: no rank has memory for " + std::to_string(users) +
                                         " users; number them from 0 without gaps");
    return std::vector<std::int64_t>(static_cast<std::size_t>(users) + 1, 0);
  });
  for (const Rating& entry : triplets) ++offsets[static_cast<std::size_t>(entry.user) + 1];
  comm.sum(std::span<std::int64_t>(offsets));
  for (std::size_t u = 1; u < offsets.size(); ++u) offsets[u] += offsets[u - 1];
  return plan_shards(offsets, shards).boundaries;
}

/// Collective. The ratings of this rank's users from all ranks, sorted by user and book.
std::vector<Rating> exchanged(const Communicator& comm, std::span<const Rating> triplets,
                              const std::vector<std::int64_t>& shard_bounds) {
  std::vector<std::int64_t> ends;
  for (int rank = 0; rank < comm.size(); ++rank)
    ends.push_back(users_of_rank(shard_bounds, comm.size(), rank).end);
  const auto in_order = [](const Rating& a, const Rating& b) {
    return a.user != b.user ? a.user < b.user : a.book < b.book;
  };
  std::vector<std::int64_t> counts(ends.size(), 0);
  const std::vector<Rating> sorted = on_every_rank(comm, [&] {
    std::vector<Rating> mine(triplets.begin(), triplets.end());
    std::sort(mine.begin(), mine.end(), in_order);
    // The first rank whose users end after this user. The search skips ranks without users.
    for (const Rating& entry : mine)
      ++counts[static_cast<std::size_t>(std::upper_bound(ends.begin(), ends.end(), entry.user) -
                                        ends.begin())];
    return mine;
  });
  std::vector<Rating> received = comm.exchange(std::span<const Rating>(sorted), counts);
  std::sort(received.begin(), received.end(), in_order);
  return received;
}

RatingShard shard_of(std::span<const Rating> sorted, IndexRange users, std::int64_t books) {
  RatingShard shard;
  shard.users = users;
  shard.total_books = books;
  shard.offsets.assign(static_cast<std::size_t>(users.size()) + 1, 0);
  shard.book.reserve(sorted.size());
  shard.rating.reserve(sorted.size());
  const Rating* before = nullptr;
  for (const Rating& entry : sorted) {
    if (before != nullptr && before->user == entry.user && before->book == entry.book)
      refuse(entry, "is there twice");
    before = &entry;
    ++shard.offsets[static_cast<std::size_t>(entry.user - users.begin) + 1];
    shard.book.push_back(entry.book);
    shard.rating.push_back(entry.value);
  }
  for (std::size_t u = 1; u < shard.offsets.size(); ++u) shard.offsets[u] += shard.offsets[u - 1];
  return shard;
}

}  // namespace

TrainData shard_triplets(const Communicator& comm, std::span<const Rating> triplets,
                         const TripletOptions& options) {
  TrainData data = measured(comm, triplets, options);
  data.shard_bounds = cut_users(comm, triplets, data.total_users, options.shards.value_or(comm.size()));
  const IndexRange users = users_of_rank(data.shard_bounds, comm.size(), comm.rank());
  const std::vector<Rating> mine = exchanged(comm, triplets, data.shard_bounds);
  on_every_rank(comm, [&] {
    data.train = shard_of(mine, users, data.total_books);
    data.validation = shard_of({}, users, data.total_books);
  });
  return data;
}

}  // namespace crucible
