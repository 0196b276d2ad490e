#pragma once

#include "crucible/cli/command.hpp"

#include <string>

namespace crucible {

/// The manual page of a command, or of the whole program if `command` is empty, for man(1): from the same
/// tables as --help. Throws UsageError for an unknown command. Local.
std::string man_page(const Program& program, const std::string& command);

}  // namespace crucible
