#include "crucible/cli/command.hpp"
#include "crucible/cli/option_names.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/core/process_memory.hpp"
#include "crucible/mpi/collective.hpp"
#include "environment.hpp"
#include "phase_table.hpp"
#include "program_help.hpp"
#include "side_files.hpp"
#include "trace.hpp"
#include "version/version_report.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include <unistd.h>

namespace crucible {

namespace {

namespace fs = std::filesystem;

ProgressLog::Level level_of(const CommonOptions& common) {
  if (common.quiet) return ProgressLog::Level::quiet;
  return common.verbose ? ProgressLog::Level::verbose : ProgressLog::Level::normal;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text = "crucible";
  for (const std::string& word : words) text += " " + word;
  return text;
}

nlohmann::ordered_json config_json(const OptionTable& options) {
  nlohmann::ordered_json config = nlohmann::ordered_json::object();
  for (const auto& [name, value] : options.effective()) config[name] = value;
  return config;
}

/// Throws IoError if anything that was printed did not reach standard output. Local.
void check_standard_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw IoError("standard output", "not all of it could be written");
}

/// Memory of every rank, in bytes.
struct MemoryOfRanks {
  std::vector<std::int64_t> peak;      ///< so far
  std::vector<std::int64_t> forecast;  ///< of a dry run; else empty
};

/// Collective. A dry run also says what it has found.
MemoryOfRanks memory_of_ranks(Job& job) {
  MemoryOfRanks memory{job.comm.gather_all(process_memory().peak), {}};
  if (!job.common.dry_run) return memory;
  memory.forecast = job.comm.gather_all(job.memory.peak());
  const auto [least, most] = std::minmax_element(memory.forecast.begin(), memory.forecast.end());
  job.log.result(
      "memory at the peak: " + bytes(static_cast<double>(*most)) + " a rank" +
      (job.comm.size() > 1 ? " at most, " + bytes(static_cast<double>(*least)) + " at least" : ""));
  return memory;
}

nlohmann::ordered_json report_json(const Job& job, const std::string& command, const OptionTable& options,
                                   const std::vector<PhaseSeconds>& phases, const MemoryOfRanks& memory) {
  nlohmann::ordered_json json;
  json["command"] = command;
  json["ranks"] = job.comm.size();
  json["config"] = config_json(options);
  for (const PhaseSeconds& phase : phases)
    json["seconds"][phase.phase] = {
        {"min", phase.min},     {"mean", phase.mean},           {"max", phase.max},
        {"share", phase.share}, {"imbalance", phase.imbalance}, {"of_ranks", phase.of_ranks}};
  for (const PhaseSeconds& phase : phases)
    json["communication"][phase.phase] = {{"seconds", phase.communication}, {"bytes", phase.bytes_sent}};
  json["peak_rss_bytes"] = *std::max_element(memory.peak.begin(), memory.peak.end());
  json["peak_rss_bytes_of_ranks"] = memory.peak;
  if (!memory.forecast.empty()) {
    json["forecast_rss_bytes"] = *std::max_element(memory.forecast.begin(), memory.forecast.end());
    json["forecast_rss_bytes_of_ranks"] = memory.forecast;
  }
  for (const auto& [key, value] : job.result.items()) json[key] = value;
  return json;
}

/// Collective. Writes and prints what --trace, --json and --timings ask for. `zero` is the begin of the
/// trace.
void report_job(Job& job, const std::string& command, const OptionTable& options,
                Timings::Clock::time_point zero) {
  const std::vector<PhaseSeconds> phases = job.timings.over_ranks(job.comm);
  const CommonOptions& common = job.common;
  const MemoryOfRanks memory = memory_of_ranks(job);
  if (!common.trace.empty()) write_trace(job.comm, common.trace, command, job.timings, zero);
  if (!common.json.empty())
    on_root(job.comm, [&] { write_json(common.json, report_json(job, command, options, phases, memory)); });
  // The table goes to standard error, also where a result goes to standard output.
  if (common.timings && job.comm.is_root()) std::fputs(phase_table(phases, job.comm.size()).c_str(), stderr);
}

/// Collective. Runs the command. Its errors name options instead of the arguments of library rooms.
ExitCode run_command(DeclaredCommand& declared, Job& job) {
  Timings::Clock::time_point zero;
  if (!job.common.trace.empty()) {
    job.timings.keep_runs();
    zero = common_zero(job.comm);
  }
  try {
    const ExitCode code = declared.command->run(job, declared.options);
    job.log.end_progress();
    report_job(job, declared.row.name, declared.options, zero);
    return code;
  } catch (Error& error) {
    job.log.end_progress();
    error.reword(with_option_names(error.what(), declared.options));
    throw;  // the same object: its kind, its data and on_all_ranks() stay
  }
}

}  // namespace

void check_output(const Job& job, const std::vector<std::string>& inputs, OutputKind kind, OldOutput old) {
  on_root(job.comm, [&] {
    const fs::path output = job.common.output;
    if (output.empty()) throw UsageError("--output is missing: say where the result goes with -o PATH");
    std::error_code ignored;
    const fs::path folder = output.has_parent_path() ? output.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, ignored))
      throw UsageError("--output: the folder " + printable(folder.string()) + " does not exist");
    for (const std::string& input : inputs)
      if (fs::exists(input, ignored) && fs::exists(output, ignored) && fs::equivalent(input, output, ignored))
        throw UsageError("--output: " + printable(output.string()) + " is also the input");
    if (fs::exists(output, ignored) && old == OldOutput::refused && !job.common.force)
      throw UsageError("--output: " + printable(output.string()) + " exists already; --force overwrites it");
    if (kind == OutputKind::file && fs::is_directory(output, ignored))
      throw UsageError("--output: " + printable(output.string()) + " is a folder; name a file");
    if (::access(folder.c_str(), W_OK) != 0) throw IoError(output.string(), "its folder is not writable");
  });
}

namespace {

/// Collective. Does what run_program() does, but for the check of standard output.
ExitCode run_arguments(const Communicator& world, const Program& program,
                       const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "help") {
    const std::string text = on_every_rank(world, [&] { return help_text(program, arguments); });
    if (world.is_root()) std::fputs(text.c_str(), stdout);
    return arguments.empty() ? ExitCode::bad_input : ExitCode::done;
  }
  if (arguments[0] == "--version") {
    report_version(world, program, {arguments.begin() + 1, arguments.end()});
    return ExitCode::done;
  }
  DeclaredCommand declared(*on_every_rank(world, [&] { return &command_row(program, arguments[0]); }));
  OptionTable& options = declared.options;
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  // Help is printed also where the rest is wrong.
  for (const auto& [name, length] :
       {std::pair{"--help", HelpLength::usual}, {"--help-all", HelpLength::all}}) {
    if (std::find(rest.begin(), rest.end(), name) == rest.end()) continue;
    if (world.is_root()) std::fputs(options.help(declared.row.summary, length).c_str(), stdout);
    return ExitCode::done;
  }
  const std::vector<EnvironmentVariable> environment = shared_environment(world);
  on_every_rank(world, [&] {
    check_variables(program, environment);
    options.parse(rest, environment);
  });
  if (declared.wanted.config) {
    if (world.is_root()) std::fputs(options.sources().c_str(), stdout);
    return ExitCode::done;
  }
  const CommonOptions& common = declared.common;
  on_root(world, [&] { check_side_files(common, options.arguments()); });
  Job job{world, common, ProgressLog(world.is_root(), level_of(common), terminal_of_standard_error()),
          {},    {},     joined(arguments),
          {},    {}};
  for (const auto& [name, value] : options.effective())
    job.config_text.append(name).append(" = ").append(value).append("\n");
  return run_command(declared, job);
}

}  // namespace

ExitCode run_program(const Communicator& world, const Program& program,
                     const std::vector<std::string>& arguments) {
  const ExitCode code = run_arguments(world, program, arguments);
  on_root(world, check_standard_output);
  return code;
}

}  // namespace crucible
