#include "sides/side_ratings.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace crucible {

namespace {

std::size_t at(std::int64_t index) { return static_cast<std::size_t>(index); }

struct BookRating {
  std::int32_t book;
  std::int32_t user;
  float value;
};

/// Entries of `by_user` in the order of the books, so that each rank's are together. Of the same book, in the
/// order of the users.
std::vector<BookRating> sorted_by_book(const SideRatings& by_user, IndexRange users,
                                       std::int64_t total_books) {
  std::vector<std::int64_t> place(at(total_books + 1));
  for (const std::int32_t book : by_user.other) ++place[at(book + 1)];
  for (std::int64_t b = 0; b < total_books; ++b) place[at(b + 1)] += place[at(b)];
  std::vector<BookRating> entries(at(by_user.size()));
  for (std::int64_t u = 0; u < users.size(); ++u)
    for (std::int64_t i = by_user.offsets[at(u)]; i < by_user.offsets[at(u + 1)]; ++i)
      entries[at(place[at(by_user.other[at(i)])]++)] = {
          by_user.other[at(i)], static_cast<std::int32_t>(users.begin + u), by_user.value[at(i)]};
  return entries;
}

/// Collective. The entries of this rank's books, those of a rank after those of the rank before.
std::vector<BookRating> exchanged(const Communicator& comm, std::vector<BookRating> mine,
                                  std::int64_t total_books) {
  if (comm.size() == 1) return mine;
  std::vector<std::int64_t> counts(at(comm.size()));
  auto next = mine.begin();
  for (int rank = 0; rank < comm.size(); ++rank) {
    const IndexRange books = even_part(total_books, comm.size(), rank);
    const auto end = std::find_if(next, mine.end(), [&](const BookRating& x) { return x.book >= books.end; });
    counts[at(rank)] = end - next;
    next = end;
  }
  return comm.exchange(std::span<const BookRating>(mine), counts);
}

}  // namespace

SideRatings ratings_by_book(const Communicator& comm, const SideRatings& by_user, IndexRange users,
                            std::int64_t total_books) {
  const std::vector<BookRating> all =
      exchanged(comm, sorted_by_book(by_user, users, total_books), total_books);
  const IndexRange books = even_part(total_books, comm.size(), comm.rank());
  SideRatings result;
  result.offsets.assign(at(books.size() + 1), 0);
  for (const BookRating& entry : all) ++result.offsets[at(entry.book - books.begin + 1)];
  for (std::int64_t b = 0; b < books.size(); ++b) result.offsets[at(b + 1)] += result.offsets[at(b)];
  std::vector<std::int64_t> place(result.offsets.begin(), result.offsets.end() - 1);
  result.other.resize(all.size());
  result.value.resize(all.size());
  for (const BookRating& entry : all) {
    const std::int64_t to = place[at(entry.book - books.begin)]++;
    result.other[at(to)] = entry.user;
    result.value[at(to)] = entry.value;
  }
  return result;
}

}  // namespace crucible
