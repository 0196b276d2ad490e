#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/core/rating.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// The ratings of one contiguous range of users, user by user, 8 bytes per rating.
///
/// User users.begin + u owns the entries [offsets[u], offsets[u + 1]) of `book` and `rating`. Books are
/// ascending.
struct RatingShard {
  IndexRange users;
  std::int64_t total_books = 0;
  std::vector<std::int64_t> offsets{0};  ///< users.size() + 1, from 0
  std::vector<BookIndex> book;           ///< size() entries, in [0, total_books)
  std::vector<float> rating;             ///< size() entries

  std::int64_t size() const noexcept { return offsets.back(); }
};

/// One user's entries of a shard, as views.
struct UserRow {
  std::span<const BookIndex> book;
  std::span<const float> rating;
};

/// Local. The entries of the user users.begin + `user`. @pre 0 <= user < users.size()
UserRow user_row(const RatingShard& shard, std::int64_t user);

}  // namespace crucible
