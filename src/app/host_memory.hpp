#pragma once

#include "crucible/linalg/memory_plan.hpp"
#include "crucible/mpi/communicator.hpp"

#include <string>

namespace crucible {

/// Collective. True where `plan` is possible and every host has the memory free that it asks of its ranks.
bool fits_memory(const Communicator& comm, const MemoryPlan& plan);

/// Collective. Throws Error (memory), naming method, bytes and host, where it is not: to be called before
/// anything is allocated.
void require_memory(const Communicator& comm, const MemoryPlan& plan);

/// Method, grid, bytes and verdict in one line.
std::string plan_line(const MemoryPlan& plan, bool fitting);

}  // namespace crucible
