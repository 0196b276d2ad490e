#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/data/rating_shard.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// What one rank trains on: the ratings of the users of its shards.
///
/// Users are cut into V shards, contiguous ranges; rank r of R owns the shards even_part(V, R, r) and so the
/// users from the first one's begin to the last one's end (none, where there are more ranks than shards). For
/// `rotate` V is fixed and the model depends on it; for `allreduce` V is the number of ranks unless given.
struct TrainData {
  std::int64_t total_users = 0;
  std::int64_t total_books = 0;
  double scale_low = 0;   ///< lowest possible rating
  double scale_high = 0;  ///< highest possible rating
  std::vector<std::int64_t>
      shard_bounds;        ///< V + 1 global user indices, from 0 to total_users, the same on all ranks
  RatingShard train;       ///< this rank's users, training part
  RatingShard validation;  ///< the same users, validation part; may hold no rating

  std::int64_t shards() const noexcept { return static_cast<std::int64_t>(shard_bounds.size()) - 1; }
};

/// The shards of rank `rank` of `ranks`.
constexpr IndexRange shards_of_rank(std::int64_t shards, int ranks, int rank) noexcept {
  return even_part(shards, ranks, rank);
}

/// The users of rank `rank` of `ranks`: what the loader must read. @pre shard_bounds has V + 1 >= 2 entries
IndexRange users_of_rank(const std::vector<std::int64_t>& shard_bounds, int ranks, int rank) noexcept;

/// The number of shards of `rotate` where none is given: 16 to 64, as many as leave a user 8 ratings in a
/// block of books (shorter runs take longer a rating), or a shard a million ratings; fewer for little data,
/// as many as leave a shard 4,000 ratings and 8 users. Never the number of ranks.
std::int64_t default_rotate_shards(std::int64_t ratings, std::int64_t users, std::int64_t books) noexcept;

}  // namespace crucible
