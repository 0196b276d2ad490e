#include "program_help.hpp"

#include "completion.hpp"
#include "crucible/cli/option_text.hpp"
#include "man_page.hpp"

namespace crucible {

namespace {

const std::string common_group = "Common options";

std::string overview(const Program& program) {
  std::string text = "crucible " + program.version +
                     ": ratings taken apart with the singular value decomposition\n\n" +
                     "usage: crucible COMMAND [options]        (alone, or under mpirun -n RANKS)\n\n";
  for (const CommandRow& row : program.commands) {
    std::string name = std::string("  ") + row.name;
    name.resize(14, ' ');
    text += name + row.summary + "\n";
  }
  return text +
         "\ncrucible help COMMAND or crucible COMMAND --help says what most people need, --help-all all.\n"
         "crucible help --completion SHELL completes in bash, zsh and fish; crucible help --man [COMMAND] "
         "prints a "
         "manual page.\n";
}

/// Adds the options that every command has, bound to `common` and `wanted`.
void declare_common(OptionTable& options, CommonOptions& common, TextRequest& wanted) {
  options.group(common_group);
  options.add("output", common.output, "PATH", "where the result goes");
  options.add("force", common.force, "overwrite an existing output");
  options.add("json", common.json, "FILE",
              "write figures and effective options as JSON (- for standard output)");
  options.add("config", common.config, "FILE", "read options from FILE, a line each: name = value");
  options.add("dry-run", common.dry_run, "check and say what would be done");
  options.add("quiet", common.quiet, "print results and warnings only");
  options.add("verbose", common.verbose, "print more");
  options.add("timings", common.timings, "end with a table of the phases: seconds over the ranks, messages");
  options.add("trace", common.trace, "FILE",
              "write when each rank was in which phase, as JSON for Perfetto or chrome://tracing");
  options.add("show-config", wanted.config, "print every option, its value and where that was given");
  options.add("help", wanted.help, "print what most people need");
  options.add("help-all", wanted.help_all, "print all options");
  options.command_line_only({"show-config", "help", "help-all"});
  options.rarely_used({"json", "dry-run", "quiet", "verbose", "timings", "trace", "show-config"});
}

std::string markdown(const Program& program) {
  std::string text =
      "# Commands and options\n\n"
      "Printed by `crucible help --markdown`; a test compares. Every command runs under any number of MPI "
      "ranks,\n"
      "`crucible COMMAND ...` alone or `mpirun -n RANKS crucible COMMAND ...`. Names are written out in "
      "full.\n\n"
      "What is given on the command line comes first, then variables of the environment, then the file of "
      "`--config`,\n"
      "then the default. `CRUCIBLE_LEARNING_RATE=0.02` is `--learning-rate 0.02` for every command that has "
      "the option,\n"
      "`CRUCIBLE_TRAIN_LEARNING_RATE` for `train` alone. Under mpirun the environment of rank 0 counts. A "
      "file holds\n"
      "`name = value` lines; `#` at the begin or after a blank starts a comment, and double quotes keep "
      "blanks "
      "and `#`.\n"
      "`--NAME=false` takes back a switch. `--show-config` prints what is in force and where it was given, "
      "as "
      "such a file.\n\n";
  for (const CommandRow& row : program.commands) {
    const std::string name = row.name;
    text += "## " + name + "\n\n" + row.summary + "\n\n";
    text += DeclaredCommand(row).options.markdown(common_group) + "\n";
  }
  OptionTable table("COMMAND");
  CommonOptions common;
  TextRequest wanted;
  declare_common(table, common, wanted);
  return text + "## All commands\n\n" + table.markdown("");
}

}  // namespace

DeclaredCommand::DeclaredCommand(const CommandRow& its_row)
    : row(its_row), command(row.make()), options(row.name) {
  command->declare(options);
  declare_common(options, common, wanted);
}

const CommandRow& command_row(const Program& program, const std::string& name) {
  std::vector<std::string> names;
  for (const CommandRow& row : program.commands) {
    if (name == row.name) return row;
    names.emplace_back(row.name);
  }
  const std::string near = nearest_name(name, names);
  throw UsageError("crucible: unknown command " + printable(name) +
                   (near.empty() ? "; see crucible --help" : "; did you mean " + printable(near) + "?"));
}

std::string help_text(const Program& program, const std::vector<std::string>& arguments) {
  if (arguments.size() < 2) return overview(program);
  if (arguments[1] == "--completion")
    return completion_script(program, arguments.size() > 2 ? arguments[2] : std::string());
  if (arguments[1] == "--man" && arguments.size() < 4)
    return man_page(program, arguments.size() > 2 ? arguments[2] : std::string());
  if (arguments.size() > 2) throw UsageError("crucible: unexpected argument " + printable(arguments.back()));
  if (arguments[1] == "--markdown") return markdown(program);
  const CommandRow& row = command_row(program, arguments[1]);
  return DeclaredCommand(row).options.help(row.summary, HelpLength::usual);
}

}  // namespace crucible
