#pragma once

#include "crucible/cli/command.hpp"

#include <string>

namespace crucible {

/// A script that makes `shell` (bash, zsh or fish) complete the program's commands, options, their choices
/// and files, as the option tables have them. Throws UsageError for another shell. Local.
std::string completion_script(const Program& program, const std::string& shell);

}  // namespace crucible
