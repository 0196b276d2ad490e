#pragma once

#include "crucible/cli/memory_forecast.hpp"
#include "crucible/cli/progress_log.hpp"
#include "crucible/cli/timings.hpp"
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
  bool timings = false;  ///< a table of the phases at the end
  std::string trace;     ///< a file of the phases of all ranks
};

/// What a running command works with: the ranks, the log to print to, and the place for its figures for
/// --json.
struct Job {
  const Communicator& comm;
  CommonOptions common;
  ProgressLog log;                ///< prints on rank 0 only
  Timings timings;                ///< seconds per phase on this rank
  nlohmann::ordered_json result;  ///< --json writes this besides command, ranks, config, seconds, peak memory
  std::string command_line;
  std::string config_text;  ///< effective options, lines "name = value"
  MemoryForecast memory{};  ///< a dry run says here what the work will take
};

/// What --output names.
enum class OutputKind : std::uint8_t { file, folder };

/// What a command does with an output that exists already.
enum class OldOutput : std::uint8_t {
  refused,   ///< unless --force
  taken_up,  ///< goes on from it, or replaces it
};

/// Checks, before any work, that job.common.output can be written: given, its folder exists, it is not one of
/// `inputs`, and it does not exist yet unless that is welcome. Collective. Throws UsageError.
void check_output(const Job& job, const std::vector<std::string>& inputs, OutputKind kind = OutputKind::file,
                  OldOutput old = OldOutput::refused);

}  // namespace crucible
