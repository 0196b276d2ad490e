#pragma once

#include <cstdint>
#include <string>

namespace crucible {

/// Where a command prints. Silent on ranks other than 0. Results go to standard output, progress to standard
/// error.
class ProgressLog {
 public:
  enum class Level : std::uint8_t { quiet, normal, verbose };

  ProgressLog(bool active, Level level);

  /// A line of the command's result, always printed (standard output).
  void result(const std::string& line);
  /// A line of what is going on; not with --quiet (standard error).
  void info(const std::string& line);
  /// A line for --verbose.
  void detail(const std::string& line);
  /// A warning, printed also with --quiet.
  void warning(const std::string& line);
  /// State of a long step: on a terminal (also that of mpirun) one line that updates in place, else a plain
  /// line each time.
  void progress(const std::string& line);
  /// Leaves the last progress line standing.
  void end_progress();

 private:
  bool active_;
  Level level_;
  bool terminal_;
  bool line_open_ = false;
};

}  // namespace crucible
