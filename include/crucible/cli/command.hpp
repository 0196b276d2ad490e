#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/library_version.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// The command of `crucible COMMAND`.
class Command {
 public:
  virtual ~Command() = default;

  /// Adds the command's own options. The common options are added after them.
  virtual void declare(OptionTable& options) = 0;
  /// Collective. Does the work. Notes its figures in job.result.
  virtual ExitCode run(Job& job, const OptionTable& options) = 0;
};

/// A row of the command table.
struct CommandRow {
  const char* name;
  const char* summary;  ///< one line for `crucible --help`
  std::unique_ptr<Command> (*make)();
};

/// A program of several commands.
struct Program {
  std::string version;                   ///< for --version and --help
  std::span<const CommandRow> commands;  ///< in the order of --help
  std::vector<LibraryVersion> (*libraries)() =
      nullptr;  ///< for --version --verbose; those of this room are added
};

/// Collective. Runs `crucible ARGUMENTS...`; main calls this. Throws UsageError for wrong arguments, and what
/// the command throws. The messages then name options instead of arguments.
ExitCode run_program(const Communicator& world, const Program& program,
                     const std::vector<std::string>& arguments);

}  // namespace crucible
