#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace crucible {

/// What standard error is shown on.
struct Terminal {
  bool live = false;     ///< a line can be written over; false for files and pipes
  bool colours = false;  ///< only on terminals
  bool utf8 = false;
  std::size_t columns = 80;
};

/// The value of a variable of the environment, empty if it is not set.
using Lookup = std::function<std::string(const char* name)>;

/// What a terminal can show, by TERM, NO_COLOR and the variables of the locale. Local.
Terminal terminal_from(bool is_terminal, std::size_t columns, const Lookup& variable);

/// The terminal of this process, or that of its mpirun. Local.
Terminal terminal_of_standard_error();

}  // namespace crucible
