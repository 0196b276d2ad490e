#pragma once

#include "crucible/app/command.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Adds the options that every command has, bound to `common` and `help`.
void declare_common(OptionTable& options, CommonOptions& common, bool& help);

/// The row of the command table with this name. Throws UsageError naming the nearest one.
const CommandRow& command_row(const std::string& name);

/// What `crucible ARGUMENTS...` prints for no arguments, --help, help, help COMMAND, and help --markdown: all
/// options of all commands as docs/commands.md has them. Throws UsageError.
std::string help_text(const std::vector<std::string>& arguments);

}  // namespace crucible
