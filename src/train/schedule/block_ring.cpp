#include "schedule/block_ring.hpp"

#include "crucible/core/narrow.hpp"

#include <utility>

namespace crucible {

std::int64_t BlockRing::block_of(std::int64_t shard, std::int64_t shift) const noexcept {
  return (shard + shift) % bench_.shard_count();
}

std::int64_t BlockRing::shard_with(std::int64_t block, std::int64_t shift) const noexcept {
  return (block - shift + bench_.shard_count()) % bench_.shard_count();
}

int BlockRing::rank_of(std::int64_t shard) const noexcept {
  return static_cast<int>(even_part_of(bench_.shard_count(), bench_.comm.size(), shard));
}

FactorRows BlockRing::spare(IndexRange rows) {
  if (spares_.empty()) return {rows, bench_.options.factors, bench_.has_accumulators()};
  FactorRows memory = std::move(spares_.back());
  spares_.pop_back();
  memory.become(rows);
  return memory;
}

void BlockRing::recycle(std::vector<Message>& messages) {
  for (Message& message : messages) {
    message.request.wait();
    spares_.push_back(std::move(message.rows));
  }
  messages.clear();
}

void BlockRing::expect(std::int64_t now, std::int64_t next) {
  for (std::int64_t shard = bench_.shards.begin; shard < bench_.shards.end; ++shard) {
    const std::int64_t block = block_of(shard, next);
    const int from = rank_of(shard_with(block, now));
    if (from == bench_.comm.rank()) continue;
    Message& message = incoming_[block];
    message.rows = spare(bench_.books.range_of(block));
    message.request = bench_.comm.start_receive(message.rows.buffer(), from, narrow<int>(block));
  }
}

FactorRows BlockRing::take(std::int64_t shard, std::int64_t shift) {
  const std::int64_t block = block_of(shard, shift);
  if (const auto local = here_.find(block); local != here_.end()) {
    FactorRows rows = std::move(local->second);
    here_.erase(local);
    return rows;
  }
  const auto found = incoming_.find(block);
  require(found != incoming_.end(), "BlockRing: a block that nobody sends");
  Message message = std::move(found->second);
  incoming_.erase(found);
  message.request.wait();
  return std::move(message.rows);
}

void BlockRing::hand_on(std::int64_t shard, FactorRows block, std::int64_t now, std::int64_t next) {
  const std::int64_t id = block_of(shard, now);
  const int to = rank_of(shard_with(id, next));
  if (to == bench_.comm.rank()) {
    here_.emplace(id, std::move(block));
    return;
  }
  Message message;
  message.rows = std::move(block);
  const std::span<const float> content = std::as_const(message.rows).buffer();
  bytes_sent_ += narrow<std::int64_t>(content.size_bytes());
  message.request = bench_.comm.start_send(content, to, narrow<int>(id));
  sending_.push_back(std::move(message));
}

void BlockRing::finish_sends() {
  recycle(sent_before_);
  std::swap(sent_before_, sending_);
}

void BlockRing::leave_home(std::int64_t shift) {
  std::vector<FactorRows>& home = bench_.arrays.blocks;
  for (std::int64_t shard = bench_.shards.begin; shard < bench_.shards.end; ++shard)
    hand_on(shard, std::move(home[narrow<std::size_t>(shard - bench_.shards.begin)]), 0, shift);
}

void BlockRing::come_home() {
  std::vector<FactorRows>& home = bench_.arrays.blocks;
  for (std::int64_t shard = bench_.shards.begin; shard < bench_.shards.end; ++shard)
    home[narrow<std::size_t>(shard - bench_.shards.begin)] = take(shard, 0);
  finish_sends();
  finish_sends();
}

}  // namespace crucible
