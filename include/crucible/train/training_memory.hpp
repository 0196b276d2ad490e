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
/// with: while the ratings are laid out, while steps or draws are made and a checkpoint is written, while
/// pilots choose the L2, or while something is learnt at the end that takes `finishing` more, whichever is
/// most. Pure. The number of merges of an epoch is guessed.
double training_bytes(const TrainingSizes& sizes, const TrainOptions& options, double finishing = 0);

/// What is taken once the training is over, in bytes on this rank, by the ratings and the model that are read
/// for that, to find how far ratings lie from predictions and, with `times`, what their times tell. Pure.
double finishing_bytes(const TrainingSizes& sizes, const TrainOptions& options, bool times);

}  // namespace crucible
