#include "crucible/cli/progress_log.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

namespace crucible {

namespace {

/// mpirun gives its ranks a pipe, and copies their output to its own standard error, which may be a terminal.
bool launcher_has_terminal() {
  if (std::getenv("OMPI_COMM_WORLD_RANK") == nullptr) return false;
  std::error_code unknown;
  const std::string target =
      std::filesystem::read_symlink("/proc/" + std::to_string(getppid()) + "/fd/2", unknown).string();
  return target.starts_with("/dev/pts/") || target.starts_with("/dev/tty");
}

}  // namespace

ProgressLog::ProgressLog(bool active, Level level)
    : active_(active),
      level_(level),
      terminal_(active && (isatty(STDERR_FILENO) != 0 || launcher_has_terminal())) {}

void ProgressLog::result(const std::string& line) {
  if (!active_) return;
  end_progress();
  std::fputs((line + "\n").c_str(), stdout);
  std::fflush(stdout);
}

void ProgressLog::info(const std::string& line) {
  if (!active_ || level_ == Level::quiet) return;
  end_progress();
  std::fputs((line + "\n").c_str(), stderr);
}

void ProgressLog::detail(const std::string& line) {
  if (level_ == Level::verbose) info(line);
}

void ProgressLog::warning(const std::string& line) {
  if (!active_) return;
  end_progress();
  std::fputs(("crucible: warning: " + line + "\n").c_str(), stderr);
}

void ProgressLog::progress(const std::string& line) {
  if (!active_ || level_ == Level::quiet) return;
  if (!terminal_) return info(line);
  // Carriage return, the line, and then a code that erases the rest of a longer line.
  std::fputs(("\r" + line + "\x1b[K").c_str(), stderr);
  std::fflush(stderr);
  line_open_ = true;
}

void ProgressLog::end_progress() {
  if (!line_open_) return;
  std::fputs("\n", stderr);
  line_open_ = false;
}

}  // namespace crucible
