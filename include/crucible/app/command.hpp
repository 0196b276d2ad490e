#pragma once

#include "crucible/app/job.hpp"
#include "crucible/app/option_table.hpp"
#include "crucible/core/error.hpp"

#include <memory>
#include <span>
#include <string>

namespace crucible {

/// One word of `crucible WORD`.
class Command {
 public:
  virtual ~Command() = default;

  /// Binds the command's own options; the common ones are there already.
  virtual void declare(OptionTable& options) = 0;
  /// Does the work. Collective. Notes its figures in job.result.
  virtual ExitCode run(Job& job, const OptionTable& options) = 0;
};

/// A row of the command table.
struct CommandRow {
  const char* name;
  const char* summary;  ///< one line for `crucible --help`
  std::unique_ptr<Command> (*make)();
};

/// The table, in the order of `crucible --help`: src/app/commands.cpp.
std::span<const CommandRow> command_table();

/// Runs `crucible ARGUMENTS...`. Collective. What main calls; throws what the command throws.
ExitCode run_program(const Communicator& world, const std::vector<std::string>& arguments);

}  // namespace crucible
