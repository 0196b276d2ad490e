#include "crucible/train/train_data.hpp"

#include <algorithm>

namespace crucible {

IndexRange users_of_rank(const std::vector<std::int64_t>& shard_bounds, int ranks, int rank) noexcept {
  const IndexRange shards = shards_of_rank(static_cast<std::int64_t>(shard_bounds.size()) - 1, ranks, rank);
  return {shard_bounds[static_cast<std::size_t>(shards.begin)],
          shard_bounds[static_cast<std::size_t>(shards.end)]};
}

std::int64_t default_rotate_shards(std::int64_t ratings, std::int64_t users, std::int64_t books) noexcept {
  constexpr std::int64_t most = 64;
  return std::clamp<std::int64_t>(std::min({ratings / 4000, users / 8, books / 8}), 1, most);
}

}  // namespace crucible
