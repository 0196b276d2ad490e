#pragma once

#include "crucible/core/index_range.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace crucible {

/// How users are cut into contiguous ranges, one a shard.
struct ShardPlan {
  std::vector<std::int64_t> boundaries{
      0};  ///< shards() + 1 user indices, ascending, from 0 to the number of users

  std::int64_t shards() const noexcept { return static_cast<std::int64_t>(boundaries.size()) - 1; }
  /// The users of `shard`; empty where there are more shards than users to fill them.
  IndexRange users(std::int64_t shard) const;
  /// The shard that holds `user`. @pre 0 <= user < number of users
  std::int64_t shard_of(std::int64_t user) const;

  friend bool operator==(const ShardPlan&, const ShardPlan&) = default;
};

/// The number of ratings of all users before `user`; `offset_of(users)` is the total. Ascending.
using OffsetOf = std::function<std::int64_t(std::int64_t user)>;

/// Cuts `users` users into `shards` contiguous ranges balanced by ratings: each boundary stands where the
/// ratings before it come nearest to its share, so a shard is off its share by at most the ratings of one
/// user. Asks for O(shards log users) offsets, so offsets may stand in a file or be computed.
/// @pre users >= 0, shards > 0
ShardPlan plan_shards(std::int64_t users, std::int64_t shards, const OffsetOf& offset_of);

/// The same for offsets in memory: one a user and the total at the end. @pre offsets is not empty
ShardPlan plan_shards(std::span<const std::int64_t> offsets, std::int64_t shards);

}  // namespace crucible
