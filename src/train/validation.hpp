#pragma once

#include "crucible/model/training_state.hpp"
#include "crucible/mpi/communicator.hpp"
#include "defaults/blend.hpp"
#include "defaults/plain_biases.hpp"
#include "kernel/kernel.hpp"
#include "kernel/shard_layout.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace crucible {

/// What predicts a rating and is not learnt from epoch to epoch.
struct PlainParts {
  float user_bias = 0;
  float book_bias = 0;
};

/// The validation ratings of one shard, and what predicts each of them, in the order of the layout.
struct JudgedShard {
  ShardLayout layout;
  std::vector<PlainParts> plain;
  std::vector<LearntParts> learnt;  ///< after the last epoch
};

/// Local. `users` are those of `plain.user`.
JudgedShard judged_shard(ShardLayout layout, const Tiling& books, IndexRange users, const PlainBiases& plain);

/// How good an epoch's model is, with its parts weighed.
struct Judgement {
  double rmse = std::numeric_limits<double>::infinity();  ///< of clipped predictions, ratings
  PartWeights weights;
  double factor_rms = 0;  ///< root mean square of the factors' part, before it is weighed
};

/// Collective. Of all ratings of all ranks, added in the order of the shards: the same bits at any number of
/// ranks.
PartSums sums_of(const Communicator& comm, const std::vector<JudgedShard>& shards);

/// Local. The sum of squared errors of the shard's predictions, clipped to [low, high] (less the mean).
double clipped_error(const JudgedShard& shard, const PartWeights& weights, double low, double high) noexcept;

/// Collective. The total over all shards of `columns` numbers a shard, added in the order of the shards: the
/// same bits at any number of ranks. `mine` has columns x (this rank's shards) numbers, shard by shard.
std::vector<double> sum_in_shard_order(const Communicator& comm, std::span<const double> mine,
                                       std::int64_t columns);

}  // namespace crucible
