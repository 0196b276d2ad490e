#pragma once

#include "crucible/mpi/communicator.hpp"
#include "doctor/finding.hpp"

#include <vector>

namespace crucible {

/// Decomposes a matrix with known singular values and trains on a small generated catalogue, on all ranks.
/// Collective.
std::vector<Finding> self_check_findings(const Communicator& comm);

}  // namespace crucible
