#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/data/rating_shard.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// The training data of one rank: the ratings of the users of its shards.
///
/// Users are cut into V shards, which are contiguous ranges. Rank r of R owns the shards even_part(V, R, r)
/// and their users. It owns none if there are more ranks than shards. For `rotate` V is fixed, and the model
/// depends on it. For `allreduce` V is the number of ranks unless the caller chooses it.
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

/// The users of rank `rank` of `ranks`, whose ratings the rank must load. @pre shard_bounds has V + 1 >= 2
/// entries
IndexRange users_of_rank(const std::vector<std::int64_t>& shard_bounds, int ranks, int rank) noexcept;

/// The number of shards of `rotate` if none is given. It does not depend on the number of ranks. It is a
/// power of two from 16 to 64: at most as many as give a user 8 ratings in each block of books (shorter runs
/// are slower), or enough for shards of a million ratings, whichever is more. Little data gets fewer shards,
/// so that each has 4,000 ratings, 8 users and 8 books.
std::int64_t default_rotate_shards(std::int64_t ratings, std::int64_t users, std::int64_t books) noexcept;

}  // namespace crucible
