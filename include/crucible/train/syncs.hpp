#pragma once

#include "crucible/train/train_options.hpp"

#include <cstdint>

namespace crucible {

/// What the number of merges depends on.
struct SyncCase {
  std::int64_t shards = 1;
  std::int64_t ratings = 0;  ///< of the training part, over all shards
  std::int64_t books = 0;
  std::int64_t users = 0;
  double popularity = 0;  ///< ratings of a book, averaged over ratings: popular books count more often
};

/// Merges (allreduce) or Gram steps (either schedule, with an unrated weight) an epoch where the options give
/// none. From the number of shards, the size of the data and the cost of a merge against that of an update;
/// never from a measured time, so that a run can be repeated.
std::int64_t default_syncs(const TrainOptions& options, const SyncCase& where) noexcept;

}  // namespace crucible
