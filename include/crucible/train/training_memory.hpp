#pragma once

#include "crucible/data/train_data.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/train/train_options.hpp"

#include <cstdint>

namespace crucible {

/// What the memory of a training depends on, besides its options.
struct TrainingSizes {
  int ranks = 1;
  // Of this rank:
  std::int64_t users = 0;
  std::int64_t ratings = 0;     ///< of the training part
  std::int64_t validation = 0;  ///< ratings of that part
  std::int64_t shards = 1;
  // Of all ranks:
  std::int64_t total_users = 0;
  std::int64_t total_books = 0;
  std::int64_t total_ratings = 0;
  std::int64_t total_validation = 0;
  std::int64_t total_shards = 1;
};

/// Collective. Those of `data`.
TrainingSizes training_sizes(const Communicator& comm, const TrainData& data);

/// What this rank's arrays take at the peak of training, in bytes, beside the `TrainData` that it starts
/// with: while the ratings are laid out, while steps or draws are made and a checkpoint is written, or while
/// pilots choose the L2, whichever is most. Pure. The number of merges of an epoch is guessed.
double training_bytes(const TrainingSizes& sizes, const TrainOptions& options);

/// What fit_time_effects() takes at its peak on this rank, in bytes, with the ratings and the model that it
/// is given, beside the training that is over. Pure.
double time_effect_bytes(const TrainingSizes& sizes, const TrainOptions& options);

}  // namespace crucible
