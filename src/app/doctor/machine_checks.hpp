#pragma once

#include "crucible/mpi/communicator.hpp"
#include "doctor/finding.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// The cores of the host whose ranks have least of them.
struct CoreShare {
  std::int64_t ranks = 1;   ///< on the host
  std::int64_t cores = 1;   ///< that its ranks may use, together
  std::int64_t online = 1;  ///< that the host has
};

/// A warning where ranks must share cores. Pure.
Finding core_finding(const CoreShare& share, std::int64_t hosts);

/// A warning where a rank has less memory than any training takes. `limit`: that of the shell for each
/// process, INT64_MAX for none. Pure.
Finding memory_finding(std::int64_t bytes_a_rank, std::int64_t limit);

/// Cores, memory, limits and places for files. Collective.
std::vector<Finding> machine_findings(const Communicator& comm);

}  // namespace crucible
