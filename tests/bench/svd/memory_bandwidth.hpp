#pragma once

#include "crucible/mpi/communicator.hpp"

namespace crucible {

/// Collective. GB/s of STREAM's triad, a = b + s c, on all ranks at once: the best of ten rounds, added up
/// over the ranks. Each array has 64 MiB, more than a core's share of the caches, and 24 bytes count for each
/// element.
double triad_bandwidth(const Communicator& comm);

}  // namespace crucible
