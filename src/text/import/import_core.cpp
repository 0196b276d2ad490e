#include "import/import_core.hpp"

#include "crucible/core/narrow.hpp"
#include "ids/id_owner_plan.hpp"
#include "import/import_shard.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

namespace {

std::vector<std::int64_t> distinct_books(const RatingShard& ratings) {
  std::vector<std::int64_t> books(ratings.book.begin(), ratings.book.end());
  std::sort(books.begin(), books.end());
  books.erase(std::unique(books.begin(), books.end()), books.end());
  return books;
}

/// Where each rank's books begin, and the end.
std::vector<std::int64_t> book_starts(const Communicator& comm, const RatingTable& table) {
  std::vector<std::int64_t> starts = comm.gather_all(table.books.begin);
  starts.push_back(table.total_books);
  return starts;
}

/// The rounds of the peeling. While it works, the shard's books are numbered by their place in `books`.
class Peeling {
 public:
  Peeling(const Communicator& comm, const RatingTable& table, TimedShard& shard)
      : comm_(comm),
        shard_(shard),
        books_(distinct_books(shard.ratings)),
        plan_(plan_for_indices(comm, books_, book_starts(comm, table))) {
    for (BookIndex& book : shard_.ratings.book)
      book = static_cast<BookIndex>(std::lower_bound(books_.begin(), books_.end(), book) - books_.begin());
  }

  void run(std::int64_t min_user_ratings, std::int64_t min_book_ratings) {
    std::int64_t before = 0;
    do {
      before = shard_.ratings.size();
      drop_users(min_user_ratings);
      drop_books(min_book_ratings);
    } while (comm_.any(shard_.ratings.size() != before));
  }

  /// Ratings of each book that this rank owns.
  const std::vector<std::int64_t>& owned_degrees() const { return owned_degrees_; }

  /// Gives the shard's books their new global indices. `indices` has one for each owned book.
  void renumber(const std::vector<std::int64_t>& indices) {
    const auto fresh = plan_.fetch(comm_, std::span<const std::int64_t>(indices));
    for (BookIndex& book : shard_.ratings.book)
      book = narrow<BookIndex>(fresh[static_cast<std::size_t>(book)]);
  }

 private:
  void drop_users(std::int64_t minimum) {
    // Offsets change under way, so degrees are taken first.
    const std::vector<std::int64_t> offsets = shard_.ratings.offsets;
    keep_ratings(shard_,
                 [&](std::size_t user, std::size_t) { return offsets[user + 1] - offsets[user] >= minimum; });
  }

  void drop_books(std::int64_t minimum) {
    std::vector<std::int64_t> degrees(books_.size(), 0);
    for (const BookIndex book : shard_.ratings.book) ++degrees[static_cast<std::size_t>(book)];
    owned_degrees_ = plan_.sum_at_owners(comm_, degrees);
    std::vector<std::uint8_t> enough;
    for (const std::int64_t degree : owned_degrees_) enough.push_back(degree >= minimum ? 1 : 0);
    const auto keep = plan_.fetch(comm_, std::span<const std::uint8_t>(enough));
    const std::vector<BookIndex>& books = shard_.ratings.book;
    keep_ratings(shard_,
                 [&](std::size_t, std::size_t i) { return keep[static_cast<std::size_t>(books[i])] != 0; });
  }

  const Communicator& comm_;
  TimedShard& shard_;
  std::vector<std::int64_t> books_;
  IdOwnerPlan plan_;
  std::vector<std::int64_t> owned_degrees_;
};

/// Keeps the texts whose degree is above zero.
void keep_texts(std::vector<std::string>& texts, const std::vector<std::int64_t>& degrees) {
  if (texts.empty()) return;
  std::size_t out = 0;
  for (std::size_t i = 0; i < degrees.size(); ++i) {
    if (degrees[i] == 0) continue;
    if (out != i) texts[out] = std::move(texts[i]);
    ++out;
  }
  texts.resize(out);
}

void close_up_books(const Communicator& comm, RatingTable& table, Peeling& peeling) {
  const std::vector<std::int64_t>& degrees = peeling.owned_degrees();
  const std::int64_t left =
      static_cast<std::int64_t>(degrees.size()) - std::count(degrees.begin(), degrees.end(), std::int64_t{0});
  table.books.begin = comm.sum_before(left);
  table.books.end = table.books.begin + left;
  table.total_books = comm.sum_value(left);
  std::vector<std::int64_t> indices;
  std::int64_t next = table.books.begin;
  for (const std::int64_t degree : degrees) indices.push_back(degree > 0 ? next++ : 0);
  peeling.renumber(indices);
  keep_texts(table.book_ids, degrees);
  keep_texts(table.book_titles, degrees);
}

void close_up_users(const Communicator& comm, RatingTable& table, RatingShard& ratings) {
  std::vector<std::int64_t> degrees(ratings.offsets.size());
  std::adjacent_difference(ratings.offsets.begin(), ratings.offsets.end(), degrees.begin());
  degrees.erase(degrees.begin());
  keep_texts(table.user_ids, degrees);
  ratings.offsets.erase(std::unique(ratings.offsets.begin(), ratings.offsets.end()), ratings.offsets.end());
  const auto left = static_cast<std::int64_t>(ratings.offsets.size()) - 1;
  ratings.users.begin = comm.sum_before(left);
  ratings.users.end = ratings.users.begin + left;
  table.total_users = comm.sum_value(left);
}

}  // namespace

CoreRemoval keep_core(const Communicator& comm, RatingTable& table, std::int64_t min_user_ratings,
                      std::int64_t min_book_ratings) {
  const CoreRemoval before{table.total_users, table.total_books, table.total_ratings};
  TimedShard shard{std::move(table.ratings), std::move(table.timestamp)};
  Peeling peeling(comm, table, shard);
  peeling.run(min_user_ratings, min_book_ratings);
  close_up_books(comm, table, peeling);
  close_up_users(comm, table, shard.ratings);
  shard.ratings.total_books = table.total_books;
  table.total_ratings = comm.sum_value(shard.ratings.size());
  table.ratings = std::move(shard.ratings);
  table.timestamp = std::move(shard.timestamp);
  return {before.users - table.total_users, before.books - table.total_books,
          before.ratings - table.total_ratings};
}

}  // namespace crucible
