#include "crucible/cli/terminal.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace crucible {

namespace {

/// mpirun gives its ranks a pipe, and copies their output to its own standard error, which may be a terminal.
/// The name of that terminal, or empty.
std::string terminal_of_launcher() {
  if (std::getenv("OMPI_COMM_WORLD_RANK") == nullptr) return {};
  std::error_code unknown;
  const std::string target =
      std::filesystem::read_symlink("/proc/" + std::to_string(getppid()) + "/fd/2", unknown).string();
  return target.starts_with("/dev/pts/") || target.starts_with("/dev/tty") ? target : std::string();
}

/// 0 if the terminal does not say.
std::size_t columns_of(int terminal) {
  winsize size{};
  return ioctl(terminal, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0U;
}

std::size_t columns_of(const std::string& terminal) {
  const int file = open(terminal.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC);
  if (file < 0) return 0;
  const std::size_t columns = columns_of(file);
  close(file);
  return columns;
}

}  // namespace

Terminal terminal_from(bool is_terminal, std::size_t columns, const Lookup& variable) {
  Terminal terminal;
  if (columns > 0) terminal.columns = columns;
  // A dumb terminal knows no code that erases a line.
  terminal.live = is_terminal && variable("TERM") != "dumb";
  terminal.colours = terminal.live && variable("NO_COLOR").empty();
  std::string locale;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (locale.empty()) locale = variable(name);
  std::transform(locale.begin(), locale.end(), locale.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  terminal.utf8 = locale.find("utf-8") != std::string::npos || locale.find("utf8") != std::string::npos;
  return terminal;
}

Terminal terminal_of_standard_error() {
  const std::string launchers = terminal_of_launcher();
  const bool own = isatty(STDERR_FILENO) != 0;
  const std::size_t columns = own ? columns_of(STDERR_FILENO) : launchers.empty() ? 0 : columns_of(launchers);
  return terminal_from(own || !launchers.empty(), columns, [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  });
}

}  // namespace crucible
