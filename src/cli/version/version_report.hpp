#pragma once

#include "crucible/cli/command.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Collective. Prints what `crucible --version ARGUMENTS...` is to: the version, with --verbose all libraries
/// as well;
/// --json FILE writes the same. Throws UsageError.
void report_version(const Communicator& world, const Program& program,
                    const std::vector<std::string>& arguments);

}  // namespace crucible
