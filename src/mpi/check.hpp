#pragma once

#include "crucible/core/error.hpp"

#include <string>

#include <mpi.h>

namespace crucible {

/// Throws Error (foreign) if an MPI routine failed. Fatal communication errors never get here, because Open
/// MPI ends the job itself.
inline void check_mpi(int code, const char* routine) {
  if (code == MPI_SUCCESS) return;
  std::string text(MPI_MAX_ERROR_STRING, '\0');
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  text.resize(static_cast<std::size_t>(length));
  throw Error(ErrorKind::foreign, std::string(routine) + " failed: " + text);
}

}  // namespace crucible
