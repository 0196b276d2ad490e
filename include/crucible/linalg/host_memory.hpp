#pragma once

#include "crucible/linalg/memory_plan.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <limits>
#include <string>

namespace crucible {

/// No limit but what is free.
inline constexpr std::int64_t no_memory_limit = std::numeric_limits<std::int64_t>::max();

/// What a program with its libraries takes of a rank's memory before it has any matrix, bytes. A `limit`
/// below is for all that the ranks of a host take together, so this much of it is not for matrices.
inline constexpr std::int64_t program_bytes = std::int64_t{64} << 20U;

/// Collective. What each rank may take of its host's memory if all take the same: of what is free, at most
/// `limit` on a host, the share of the fullest host.
std::int64_t memory_share(const Communicator& comm, std::int64_t limit = no_memory_limit);

/// Collective. True if `need` is possible and every host has enough free memory for its ranks, and within
/// `limit`.
bool fits_memory(const Communicator& comm, const MemoryNeed& need, std::int64_t limit = no_memory_limit);

/// Collective. Throws Error (memory), which names `what` has the need, bytes and host, and gives the advice
/// `instead`, unless fits_memory() holds. Call it before you allocate anything.
void require_memory(const Communicator& comm, const MemoryNeed& need, const std::string& what,
                    const std::string& instead, std::int64_t limit = no_memory_limit);
/// Collective. The same for a route.
void require_memory(const Communicator& comm, const MemoryPlan& plan, std::int64_t limit = no_memory_limit);

/// Collective. `choice`, or `polar` where the free memory is too small for `choice` but not for `polar`,
/// which has no stage on one rank. For choices that were left to `auto`.
SvdChoice choice_that_fits(const Communicator& comm, SvdChoice choice, std::int64_t rows,
                           std::int64_t columns, SvdOptions options, std::int64_t limit = no_memory_limit);

/// Local. Method, grid, bytes and whether the plan fits, in one line.
std::string plan_line(const MemoryPlan& plan, bool fitting);

}  // namespace crucible
