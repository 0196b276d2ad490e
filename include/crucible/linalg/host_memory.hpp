#pragma once

#include "crucible/linalg/memory_plan.hpp"
#include "crucible/mpi/communicator.hpp"

#include <string>

namespace crucible {

/// Collective. True if `need` is possible and every host has enough free memory for its ranks.
bool fits_memory(const Communicator& comm, const MemoryNeed& need);

/// Collective. Throws Error (memory), which names `what` has the need, bytes and host, and gives the advice
/// `instead`, unless fits_memory() holds. Call it before you allocate anything.
void require_memory(const Communicator& comm, const MemoryNeed& need, const std::string& what,
                    const std::string& instead);
/// Collective. The same for a route.
void require_memory(const Communicator& comm, const MemoryPlan& plan);

/// Collective. `choice`, or `polar` where the free memory is too small for `choice` but not for `polar`,
/// which has no stage on one rank. For choices that were left to `auto`.
SvdChoice choice_that_fits(const Communicator& comm, SvdChoice choice, std::int64_t rows,
                           std::int64_t columns, SvdOptions options);

/// Local. Method, grid, bytes and whether the plan fits, in one line.
std::string plan_line(const MemoryPlan& plan, bool fitting);

}  // namespace crucible
