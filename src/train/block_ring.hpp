#pragma once

#include "workbench.hpp"

#include <cstdint>
#include <map>
#include <vector>

namespace crucible {

/// The book blocks on their way round the shards. At shift s, shard v has block (v + s) mod V; at home,
/// between epochs, s is 0. A block that is done with is handed on at once while this rank goes on training
/// its other shards, and what comes in is posted a step ahead.
class BlockRing {
 public:
  explicit BlockRing(Workbench& bench) : bench_(bench) {}

  /// Takes the blocks from home: they stand at shift 0 and go to where `shift` wants them.
  void leave_home(std::int64_t shift);
  /// Makes ready to receive what shift `next` wants here, coming from where it is at shift `now`.
  void expect(std::int64_t now, std::int64_t next);
  /// The block that `shard` has at `shift`, waited for if need be.
  FactorRows take(std::int64_t shard, std::int64_t shift);
  /// `shard` is done with its block of shift `now`: on to where `next` wants it.
  void hand_on(std::int64_t shard, FactorRows block, std::int64_t now, std::int64_t next);
  /// Waits for the messages handed on before the last `finish_sends` but one; called once a step.
  void finish_sends();
  /// The blocks that stand at shift 0 go back home.
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
