#pragma once

#include "crucible/cli/command.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/mpi/communicator.hpp"

#include <vector>

namespace crucible {

/// The variables of the environment of rank 0 that may set options: CRUCIBLE_..., without those of scripts
/// and tests. Launchers need not pass variables on to other nodes, and all ranks must have the same options.
/// Collective.
std::vector<EnvironmentVariable> shared_environment(const Communicator& world);

/// Throws UsageError if a variable sets no option of any command: it names the nearest one. Local.
void check_variables(const Program& program, const std::vector<EnvironmentVariable>& environment);

}  // namespace crucible
