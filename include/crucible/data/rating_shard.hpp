#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/core/rating.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// The ratings of one contiguous range of users, user by user: 8 bytes a rating.
///
/// User users.begin + u owns the entries [offsets[u], offsets[u + 1]) of `book` and `rating`, books
/// ascending.
struct RatingShard {
  IndexRange users;
  std::int64_t total_books = 0;
  std::vector<std::int64_t> offsets{0};  ///< users.size() + 1, from 0
  std::vector<BookIndex> book;           ///< size() entries, in [0, total_books)
  std::vector<float> rating;             ///< size() entries

  std::int64_t size() const noexcept { return offsets.back(); }
};

}  // namespace crucible
