#include "crucible/data/shard_plan.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// total x part / parts, rounded down, without overflow.
std::int64_t share_before(std::int64_t total, std::int64_t part, std::int64_t parts) {
  __extension__ using Wide = __int128;
  return static_cast<std::int64_t>(static_cast<Wide>(total) * part / parts);
}

/// The user in [first, users] whose offset is nearest to `target`. Of two equally near ones, it is the lower.
std::int64_t nearest_boundary(std::int64_t first, std::int64_t users, std::int64_t target,
                              const OffsetOf& offset_of) {
  std::int64_t low = first;
  std::int64_t high = users;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (offset_of(middle) < target) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == first) return low;
  const bool earlier_is_as_near = target - offset_of(low - 1) <= offset_of(low) - target;
  return earlier_is_as_near ? low - 1 : low;
}

}  // namespace

IndexRange ShardPlan::users(std::int64_t shard) const {
  require(0 <= shard && shard < shards(), "shard plan: no such shard");
  const auto s = static_cast<std::size_t>(shard);
  return {boundaries[s], boundaries[s + 1]};
}

std::int64_t ShardPlan::shard_of(std::int64_t user) const {
  require(0 <= user && user < boundaries.back(), "shard plan: no such user");
  return std::upper_bound(boundaries.begin(), boundaries.end(), user) - boundaries.begin() - 1;
}

ShardPlan plan_shards(std::int64_t users, std::int64_t shards, const OffsetOf& offset_of) {
  require(users >= 0 && shards > 0, "shard plan: needs at least one shard and no negative number of users");
  const std::int64_t total = offset_of(users);
  ShardPlan plan;
  plan.boundaries.reserve(static_cast<std::size_t>(shards) + 1);
  for (std::int64_t shard = 1; shard < shards; ++shard)
    plan.boundaries.push_back(
        nearest_boundary(plan.boundaries.back(), users, share_before(total, shard, shards), offset_of));
  plan.boundaries.push_back(users);
  return plan;
}

ShardPlan plan_shards(std::span<const std::int64_t> offsets, std::int64_t shards) {
  require(!offsets.empty(), "shard plan: no offsets");
  return plan_shards(static_cast<std::int64_t>(offsets.size()) - 1, shards,
                     [&](std::int64_t user) { return offsets[static_cast<std::size_t>(user)]; });
}

}  // namespace crucible
