#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// The ratings of a range of rows of one side (users or books): row by row, with the index of the other side.
struct SideRatings {
  std::vector<std::int64_t> offsets{0};  ///< rows + 1
  std::vector<std::int32_t> other;       ///< e.g. the book, for a user's ratings
  std::vector<float> value;              ///< the target less the global mean

  std::int64_t size() const noexcept { return offsets.back(); }
  std::int64_t count(std::int64_t row) const noexcept {
    return offsets[static_cast<std::size_t>(row + 1)] - offsets[static_cast<std::size_t>(row)];
  }
};

/// Collective. The same ratings, sorted by book: the ratings of this rank's `books`, each book's in the order
/// of the users. `users` are this rank's rows of `by_user`. Ranks hold users in rank order, and even_part()
/// of `total_books` says which books a rank holds.
SideRatings ratings_by_book(const Communicator& comm, const SideRatings& by_user, IndexRange users,
                            std::int64_t total_books);

}  // namespace crucible
