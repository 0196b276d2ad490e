#include "crucible/app/progress_log.hpp"

#include <cstdio>

#include <unistd.h>

namespace crucible {

ProgressLog::ProgressLog(bool active, Level level)
    : active_(active), level_(level), terminal_(isatty(STDERR_FILENO) != 0) {}

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
  // Carriage return, the line, then erase what a longer one left behind.
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
