#include "crucible/cli/progress_log.hpp"

#include "sparkline.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace crucible {

namespace {

constexpr std::int64_t steps_between_lines = 10;
constexpr std::size_t bars = 20;

/// Characters of a text in UTF-8.
std::size_t width_of(const std::string& text) {
  std::size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return width;
}

}  // namespace

ProgressLog::ProgressLog(bool active, Level level, const Terminal& terminal)
    : active_(active), level_(level), terminal_(terminal) {}

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
  const std::string word = terminal_.colours ? "\x1b[33mwarning:\x1b[0m " : "warning: ";
  std::fputs(("crucible: " + word + line + "\n").c_str(), stderr);
}

void ProgressLog::progress(const std::string& line) {
  if (!active_ || level_ == Level::quiet) return;
  if (!terminal_.live) return info(line);
  // A line that wraps could not be written over.
  write_over(width_of(line) < terminal_.columns ? line : line.substr(0, terminal_.columns - 1));
}

void ProgressLog::write_over(const std::string& line) {
  // Carriage return, the line, and then a code that erases the rest of a longer line.
  std::fputs(("\r" + line + "\x1b[K").c_str(), stderr);
  std::fflush(stderr);
  line_open_ = true;
}

/// The curve is shortened where the terminal is narrow, then left out.
void ProgressLog::show_live(const Step& step) {
  const std::size_t texts = width_of(step.begin) + width_of(step.end) + 3;
  const std::size_t room = terminal_.columns > texts ? terminal_.columns - texts : 0;
  std::string curve = sparkline(step.curve, std::min(room, bars), terminal_.utf8);
  if (curve.empty()) return progress(step.begin + "  " + step.end);
  if (terminal_.colours) curve = "\x1b[36m" + curve + "\x1b[0m";
  write_over(step.begin + " " + curve + " " + step.end);
}

void ProgressLog::step(const Step& step) {
  if (!active_ || level_ == Level::quiet) return;
  if (terminal_.live) return show_live(step);
  const bool first = !std::exchange(any_step_, true);
  last_step_ = step.line;
  if (first || level_ == Level::verbose || step.number % steps_between_lines == 0) end_progress();
}

void ProgressLog::end_progress() {
  if (line_open_) std::fputs("\n", stderr);
  line_open_ = false;
  const std::string line = std::exchange(last_step_, std::string());
  if (!line.empty()) std::fputs((line + "\n").c_str(), stderr);
}

}  // namespace crucible
