#pragma once

#include "crucible/core/index_range.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace crucible {

/// The contiguous ranges of users, one per shard. All functions here are local.
struct ShardPlan {
  std::vector<std::int64_t> boundaries{
      0};  ///< shards() + 1 user indices, ascending, from 0 to the number of users

  std::int64_t shards() const noexcept { return static_cast<std::int64_t>(boundaries.size()) - 1; }
  /// The users of `shard`; may be empty if there are many shards. Throws LogicError if there is no such
  /// shard.
  IndexRange users(std::int64_t shard) const;
  /// The shard that holds `user`. Throws LogicError if there is no such user.
  std::int64_t shard_of(std::int64_t user) const;

  friend bool operator==(const ShardPlan&, const ShardPlan&) = default;
};

/// The number of ratings of all users before `user`; `offset_of(users)` is the total. Ascending.
using OffsetOf = std::function<std::int64_t(std::int64_t user)>;

/// Cuts `users` users into `shards` contiguous ranges with about equally many ratings. Each boundary is where
/// the number of ratings before it is nearest to its share, so a shard is off its share by at most the
/// ratings of one user. It asks for only O(shards log users) offsets, so they may be in a file. Throws
/// LogicError unless users >= 0 and shards > 0.
ShardPlan plan_shards(std::int64_t users, std::int64_t shards, const OffsetOf& offset_of);

/// The same for offsets in memory: one per user, and the total at the end. Throws LogicError for no offsets
/// at all.
ShardPlan plan_shards(std::span<const std::int64_t> offsets, std::int64_t shards);

}  // namespace crucible
