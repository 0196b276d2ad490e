#pragma once

#include "crucible/core/library_version.hpp"

#include <vector>

namespace crucible {

/// Local. MPI.
std::vector<LibraryVersion> mpi_libraries();

}  // namespace crucible
