#include "crucible/data/train_data.hpp"

#include <algorithm>
#include <bit>

namespace crucible {

IndexRange users_of_rank(const std::vector<std::int64_t>& shard_bounds, int ranks, int rank) noexcept {
  const IndexRange shards = shards_of_rank(static_cast<std::int64_t>(shard_bounds.size()) - 1, ranks, rank);
  return {shard_bounds[static_cast<std::size_t>(shards.begin)],
          shard_bounds[static_cast<std::size_t>(shards.end)]};
}

std::int64_t default_rotate_shards(std::int64_t ratings, std::int64_t users, std::int64_t books) noexcept {
  constexpr std::int64_t least = 16;
  constexpr std::int64_t most = 64;
  const std::int64_t for_runs = ratings / std::max<std::int64_t>(1, users) / 8;
  const auto wanted = static_cast<std::uint64_t>(
      std::clamp<std::int64_t>(std::max(for_runs, ratings / 1'000'000), least, most));
  return std::clamp<std::int64_t>(std::min({ratings / 4000, users / 8, books / 8}), 1,
                                  static_cast<std::int64_t>(std::bit_floor(wanted)));
}

}  // namespace crucible
