#pragma once

#include "crucible/train/train_options.hpp"

#include <cstdint>

namespace crucible {

/// Merges (allreduce) or Gram steps (either schedule, with an unrated weight) an epoch where the options give
/// none. From the number of shards, the size of the data and the cost of a merge against that of an update;
/// never from a measured time, so that a run can be repeated.
std::int64_t default_syncs(const TrainOptions& options, std::int64_t shards, std::int64_t ratings,
                           std::int64_t books, std::int64_t users) noexcept;

}  // namespace crucible
