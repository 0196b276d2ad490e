#pragma once

#include "crucible/data/rating_shard.hpp"
#include "posterior/chain_side.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// Ratings of this rank's users that no row is drawn from.
struct HeldOut {
  std::vector<std::int64_t> offsets{0};  ///< users + 1
  std::vector<std::int32_t> book;
  std::vector<float> value;  ///< the rating less the global mean
};

/// All ratings of `shard`, which are targets. Local.
HeldOut held_out_of(RatingShard shard);

/// Takes some ratings out of `shard`: one in 20, or about 20,000 if that is fewer, or none of fewer than 100.
/// The seed, the user and the book alone decide which ones. `total` counts the ratings of all ranks. Local.
HeldOut take_held_out(RatingShard& shard, std::int64_t total, std::uint64_t seed);

/// Squared errors over all ranks, of predictions that are not clipped, where user and book have training
/// ratings: other rows have no draw.
struct HeldOutErrors {
  double count = 0;
  double of_mean = 0;  ///< of the mean of the draws
  double of_draw = 0;  ///< of the last draw
};

/// Collective. Errors are added user by user, so the bits are the same at any number of ranks.
HeldOutErrors held_out_errors(const Communicator& comm, const Kernels& kernels, const HeldOut& held_out,
                              const ChainSide& users, const ChainSide& books);

}  // namespace crucible
