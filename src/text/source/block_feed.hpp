#pragma once

#include "crucible/mpi/communicator.hpp"
#include "source/block_cutter.hpp"

#include <cstdint>
#include <exception>
#include <functional>

namespace crucible {

/// Fills a block (its text in the string, which `block.text` is then set to); false if there are no more.
using BlockProducer = std::function<bool(TextBlock& block, std::string& text)>;
/// Takes a block; false if this rank wants no more.
using BlockConsumer = std::function<bool(const TextBlock& block)>;

/// Who gets the blocks.
enum class Takers : std::uint8_t {
  all,
  root  ///< rank 0 alone, in order: for rows that depend on the lines before them
};

/// Collective. Deals the blocks that `produce` makes on rank 0, in a thread of its own, out to the
/// `takers`, each of which gives its own to `consume`. A few blocks a rank are held at a time, however many
/// there are.
///
/// The rank that gets a block may differ from run to run; TextBlock::order does not. A consumer that wants no
/// more stops the feed a few blocks later. All blocks before its last one have then been dealt out.
///
/// Returns what `produce` threw, on rank 0; everything before that has been consumed. Throws, on all ranks,
/// what a consumer threw.
std::exception_ptr feed_blocks(const Communicator& comm, const BlockProducer& produce,
                               const BlockConsumer& consume, Takers takers = Takers::all);

}  // namespace crucible
