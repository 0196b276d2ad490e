#pragma once

#include "workbench.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace crucible {

/// Moves the book blocks round the shards. At shift s, shard v has block (v + s) mod V. Between epochs the
/// blocks are at home, which is shift 0. A block that is finished is sent at once, while this rank trains its
/// other shards. Receives are posted one step ahead. All functions are local: they only send and receive
/// messages.
class BlockRing {
 public:
  explicit BlockRing(Workbench& bench) : bench_(bench) {}

  /// Sends the blocks from home, shift 0, to the ranks that need them at `shift`.
  void leave_home(std::int64_t shift);
  /// Starts to receive the blocks that this rank needs at shift `next`, from the ranks that have them at
  /// shift `now`.
  void expect(std::int64_t now, std::int64_t next);
  /// The block that `shard` has at `shift`. Waits until it has arrived. Throws LogicError if nobody sends it.
  FactorRows take(std::int64_t shard, std::int64_t shift);
  /// `shard` has finished with its block of shift `now`: sends it to the rank that needs it at shift `next`.
  void hand_on(std::int64_t shard, FactorRows block, std::int64_t now, std::int64_t next);
  /// Waits for the messages that were sent before the previous call. Call it once per step.
  void finish_sends();
  /// Puts the blocks of shift 0 back home.
  void come_home();

  std::int64_t bytes_sent() const noexcept { return bytes_sent_; }
  void reset_bytes() noexcept { bytes_sent_ = 0; }

 private:
  struct Message {
    FactorRows rows;
    Request request;
  };

  std::int64_t block_of(std::int64_t shard, std::int64_t shift) const noexcept;
  std::int64_t shard_with(std::int64_t block, std::int64_t shift) const noexcept;
  int rank_of(std::int64_t shard) const noexcept;
  FactorRows spare(IndexRange rows);
  void recycle(std::vector<Message>& messages);

  Workbench& bench_;
  std::map<std::int64_t, FactorRows> here_;  ///< blocks that stay on this rank
  std::map<std::int64_t, Message> incoming_;
  std::vector<Message> sending_;
  std::vector<Message> sent_before_;
  std::vector<FactorRows> spares_;
  std::int64_t bytes_sent_ = 0;
};

}  // namespace crucible
