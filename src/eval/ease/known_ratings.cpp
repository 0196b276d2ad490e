#include "ease/known_ratings.hpp"

namespace crucible {

float RatingEntry::of(float rating) const noexcept {
  if (liked_from && static_cast<double>(rating) < *liked_from) return 0;
  if (highest == 0) return 1;
  const double share = static_cast<double>(rating) / highest;
  return static_cast<float>(share * share);
}

void BookLists::add(const UserRow& row, const RatingEntry& entries) {
  std::int64_t taken = 0;
  for (std::size_t i = 0; i < row.book.size(); ++i) {
    const float value = entries.of(row.rating[i]);
    if (value == 0) continue;
    book.push_back(row.book[i]);
    entry.push_back(value);
    ++taken;
  }
  size.push_back(taken);
}

void BookLists::add(std::span<const BookIndex> books) {
  book.insert(book.end(), books.begin(), books.end());
  size.push_back(std::ssize(books));
}

BookLists concatenate_all(const Communicator& comm, const BookLists& mine) {
  return {comm.concatenate_all(std::span<const std::int64_t>(mine.size)),
          comm.concatenate_all(std::span<const BookIndex>(mine.book)),
          comm.concatenate_all(std::span<const float>(mine.entry))};
}

}  // namespace crucible
