#include "crucible/app/command.hpp"
#include "crucible/linalg/blas_threads.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/provenance.hpp"
#include "program_help.hpp"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>

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

/// Writes --json's file: a temporary one first, renamed when it is whole.
void write_json(const std::string& path, const nlohmann::ordered_json& json) {
  const std::string text = json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (path == "-") {
    std::fputs(text.c_str(), stdout);
    return;
  }
  const std::string temporary = path + ".tmp-" + std::to_string(::getpid());
  {
    std::ofstream file(temporary, std::ios::trunc);
    file << text << std::flush;
    if (!file) throw IoError(path, "cannot be written");
  }
  fs::rename(temporary, path);
}

/// Says before the work, not after it, that --json cannot be written. Collective.
void check_json(const Communicator& world, const std::string& path) {
  if (path.empty() || path == "-") return;
  on_root(world, [&] {
    const fs::path file = path;
    std::error_code ignored;
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, ignored))
      throw UsageError("--json: the folder " + printable(folder.string()) + " does not exist");
    if (fs::is_directory(file, ignored))
      throw UsageError("--json: " + printable(path) + " is a folder; name a file");
    if (::access(folder.c_str(), W_OK) != 0) throw IoError(path, "its folder is not writable");
  });
}

/// Collective.
void report_json(Job& job, const std::string& command, const OptionTable& options) {
  const std::vector<PhaseSeconds> phases = job.timings.over_ranks(job.comm);
  const std::int64_t peak = job.comm.max_value(peak_resident_bytes());
  if (job.common.json.empty()) return;
  nlohmann::ordered_json json;
  json["command"] = command;
  json["ranks"] = job.comm.size();
  json["config"] = config_json(options);
  for (const PhaseSeconds& phase : phases)
    json["seconds"][phase.phase] = {{"min", phase.min}, {"mean", phase.mean}, {"max", phase.max}};
  json["peak_rss_bytes"] = peak;
  for (const auto& [key, value] : job.result.items()) json[key] = value;
  on_root(job.comm, [&] { write_json(job.common.json, json); });
}

}  // namespace

void check_output(const Job& job, const std::vector<std::string>& inputs, OutputKind kind) {
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
    if (fs::exists(output, ignored) && !job.common.force)
      throw UsageError("--output: " + printable(output.string()) + " exists already; --force overwrites it");
    if (kind == OutputKind::file && fs::is_directory(output, ignored))
      throw UsageError("--output: " + printable(output.string()) + " is a folder; name a file");
    if (::access(folder.c_str(), W_OK) != 0) throw IoError(output.string(), "its folder is not writable");
  });
}

ExitCode run_program(const Communicator& world, const std::vector<std::string>& arguments) {
  use_one_blas_thread();
  if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "help") {
    const std::string text = on_every_rank(world, [&] { return help_text(arguments); });
    if (world.is_root()) std::fputs(text.c_str(), stdout);
    return arguments.empty() ? ExitCode::bad_input : ExitCode::done;
  }
  if (arguments[0] == "--version") {
    if (world.is_root()) std::fputs(("crucible " + software_version() + "\n").c_str(), stdout);
    return ExitCode::done;
  }
  DeclaredCommand declared(*on_every_rank(world, [&] { return &command_row(arguments[0]); }));
  OptionTable& options = declared.options;
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (std::find(rest.begin(), rest.end(), "--help") != rest.end()) {
    if (world.is_root()) std::fputs(options.help(declared.row.summary).c_str(), stdout);
    return ExitCode::done;
  }
  on_every_rank(world, [&] { options.parse(rest); });
  const CommonOptions& common = declared.common;
  check_json(world, common.json);
  Job job{world, common, ProgressLog(world.is_root(), level_of(common)), {}, {}, joined(arguments), {}};
  for (const auto& [name, value] : options.effective())
    job.config_text.append(name).append(" = ").append(value).append("\n");
  const ExitCode code = declared.command->run(job, options);
  job.log.end_progress();
  report_json(job, declared.row.name, options);
  return code;
}

}  // namespace crucible
