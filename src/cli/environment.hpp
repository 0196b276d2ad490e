#pragma once

#include "crucible/cli/command.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/mpi/communicator.hpp"

#include <vector>

namespace crucible {

/// The variables of the environment of rank 0 that may set options: CRUCIBLE_... Launchers need not pass
/// variables on to other nodes, and all ranks must have the same options. Collective.
std::vector<EnvironmentVariable> shared_environment(const Communicator& world);

/// Throws UsageError if a variable looks like a misspelt option: it names the nearest one. Variables that
/// look like no option are those of scripts, tests and module systems. Local.
void check_variables(const Program& program, const std::vector<EnvironmentVariable>& environment);

}  // namespace crucible
