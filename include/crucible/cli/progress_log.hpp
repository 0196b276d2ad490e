#pragma once

#include <cstdint>
#include <string>

namespace crucible {

/// Prints what a command reports. Results go to standard output, everything else to standard error. Nothing
/// is printed unless `active`, so that only rank 0 prints. Local.
class ProgressLog {
 public:
  enum class Level : std::uint8_t { quiet, normal, verbose };

  ProgressLog(bool active, Level level);

  /// A line of the command's result (standard output). It is always printed.
  void result(const std::string& line);
  /// A line about the state of the work (standard error). It is not printed with --quiet.
  void info(const std::string& line);
  /// A line that is printed only with --verbose.
  void detail(const std::string& line);
  /// A warning. It is printed even with --quiet.
  void warning(const std::string& line);
  /// The state of a long step. On a terminal (also that of mpirun) one line is updated in place. Otherwise
  /// each call prints a line. Nothing is printed with --quiet.
  void progress(const std::string& line);
  /// Ends the line that progress() updates, so that it stays on the terminal.
  void end_progress();

 private:
  bool active_;
  Level level_;
  bool terminal_;
  bool line_open_ = false;
};

}  // namespace crucible
