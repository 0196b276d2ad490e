#pragma once

#include "crucible/app/command.hpp"

#include <memory>
#include <string>
#include <vector>

namespace crucible {

/// A command with all its options, the common ones included, as they are before any argument.
class DeclaredCommand {
 public:
  explicit DeclaredCommand(const CommandRow& row);
  DeclaredCommand(const DeclaredCommand&) = delete;  // the options are bound to the members
  DeclaredCommand& operator=(const DeclaredCommand&) = delete;

  const CommandRow& row;
  std::unique_ptr<Command> command;
  OptionTable options;
  CommonOptions common;
  bool help = false;
};

/// The row of the command table with this name. Throws UsageError naming the nearest one.
const CommandRow& command_row(const std::string& name);

/// What `crucible ARGUMENTS...` prints for no arguments, --help, help, help COMMAND, and help --markdown: all
/// options of all commands as docs/commands.md has them. Throws UsageError.
std::string help_text(const std::vector<std::string>& arguments);

}  // namespace crucible
