#pragma once

#include "crucible/data/rating_table.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// For each user of this rank, the rank that shall hold it so that all hold about the same number of ratings:
/// ascending, and over all ranks a cut of the users, in order, into contiguous ranges. `degrees` are the
/// numbers of ratings of this rank's users, the users of the ranks following each other. Collective.
std::vector<int> balanced_ranks(const Communicator& comm, std::span<const std::int64_t> degrees);

/// How often each rank occurs in `ranks`. Local.
std::vector<std::int64_t> counts_by_rank(std::span<const int> ranks, int size);

/// Moves whole users between the ranks so that each holds about the same number of ratings. The content,
/// gathered over the ranks, stays the same. Collective.
void rebalance(const Communicator& comm, RatingTable& table);

}  // namespace crucible
