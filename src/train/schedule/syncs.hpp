#pragma once

#include "crucible/train/train_options.hpp"

#include <cstdint>

namespace crucible {

/// Local. The mode in which epochs run with these options: their sync mode, or mini-batches.
const SyncMode& mode_of(const TrainOptions& options) noexcept;

/// The number of merges depends on these.
struct SyncCase {
  std::int64_t shards = 1;
  std::int64_t ratings = 0;  ///< of the training part, over all shards
  std::int64_t books = 0;
  std::int64_t users = 0;
  double popularity = 0;  ///< number of ratings of a book, averaged over ratings, so popular books count more
};

/// Local. The number of merges (allreduce) or Gram steps (either schedule, with an unrated weight) per epoch
/// if the options give none. It depends on the number of shards, the size of the data, and the cost of a
/// merge compared with that of an update. It never depends on a measured time, so that a run can be repeated.
std::int64_t default_syncs(const TrainOptions& options, const SyncCase& where) noexcept;

}  // namespace crucible
