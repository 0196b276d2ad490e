#pragma once

#include "crucible/app/progress_log.hpp"
#include "crucible/app/timings.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

namespace crucible {

/// Options that every command has.
struct CommonOptions {
  std::string output;  ///< -o, --output
  bool force = false;
  std::string json;
  std::string config;
  bool dry_run = false;
  bool quiet = false;
  bool verbose = false;
};

/// What a running command works with: the ranks, where to print, where to note figures for --json.
struct Job {
  const Communicator& comm;
  CommonOptions common;
  ProgressLog log;                ///< prints on rank 0 alone
  Timings timings;                ///< seconds per phase, per rank
  nlohmann::ordered_json result;  ///< what --json writes besides command, ranks, config, seconds, peak memory
  std::string command_line;
  std::string config_text;  ///< effective options, "name = value" a line
};

/// What --output names.
enum class OutputKind : std::uint8_t { file, folder };

/// Checks, before any work, that job.common.output can be written: given, its folder exists, it is not one of
/// `inputs`, and it does not exist yet unless --force. Collective. Throws UsageError.
void check_output(const Job& job, const std::vector<std::string>& inputs, OutputKind kind = OutputKind::file);

}  // namespace crucible
