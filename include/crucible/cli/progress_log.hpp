#pragma once

#include "crucible/cli/terminal.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// A step of a long work that is counted, such as an epoch.
struct Step {
  std::int64_t number = 0;    ///< from 1
  std::string line;           ///< all about it, for logs
  std::string begin;          ///< for terminals: what stands before the curve
  std::vector<double> curve;  ///< values of the steps so far, drawn as small bars
  std::string end;            ///< what stands behind the curve
};

/// Prints what a command reports. Results go to standard output, everything else to standard error. Nothing
/// is printed unless `active`, so that only rank 0 prints. Local.
class ProgressLog {
 public:
  enum class Level : std::uint8_t { quiet, normal, verbose };

  ProgressLog(bool active, Level level, const Terminal& terminal);

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
  /// A step. On a terminal one line with a curve is updated in place. Otherwise the first, each tenth and the
  /// last are printed, or all with --verbose.
  void step(const Step& step);
  /// Ends the line that progress() and step() update, so that it stays on the terminal, and prints the last
  /// step if it has not been.
  void end_progress();

 private:
  void show_live(const Step& step);
  void write_over(const std::string& line);

  bool active_;
  Level level_;
  Terminal terminal_;
  bool line_open_ = false;
  bool any_step_ = false;
  std::string last_step_;  ///< not printed yet
};

}  // namespace crucible
