#pragma once

#include "crucible/cli/command.hpp"

#include <span>
#include <string>
#include <vector>

namespace crucible {

/// Every command, in the order of `crucible --help`.
std::span<const CommandRow> command_table();

/// Runs `crucible ARGUMENTS...`. Collective. What main calls; throws what the command throws.
ExitCode run_crucible(const Communicator& world, const std::vector<std::string>& arguments);

}  // namespace crucible
