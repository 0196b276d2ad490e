#pragma once

#include "crucible/cli/command.hpp"

#include <memory>
#include <string>
#include <vector>

namespace crucible {

/// Texts that a command can be asked for instead of work.
struct TextRequest {
  bool help = false;
  bool help_all = false;
  bool config = false;
};

/// A command with all its options, also the common ones, before any argument is read.
class DeclaredCommand {
 public:
  explicit DeclaredCommand(const CommandRow& row);
  DeclaredCommand(const DeclaredCommand&) = delete;  // the options are bound to the members
  DeclaredCommand& operator=(const DeclaredCommand&) = delete;

  const CommandRow& row;
  std::unique_ptr<Command> command;
  OptionTable options;
  CommonOptions common;
  TextRequest wanted;
};

/// The row of the program with this name. Throws UsageError, which names the nearest command.
const CommandRow& command_row(const Program& program, const std::string& name);

/// The text that `crucible ARGUMENTS...` prints for no arguments, --help, help, help COMMAND, help
/// --markdown, help --man [COMMAND] and help --completion SHELL. --markdown is docs/commands.md, with all
/// options of all commands. Throws UsageError.
std::string help_text(const Program& program, const std::vector<std::string>& arguments);

}  // namespace crucible
