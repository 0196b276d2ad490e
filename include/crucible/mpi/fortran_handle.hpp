#pragma once

#include "crucible/mpi/communicator.hpp"

namespace crucible {

/// Local. MPI's own handle of a communicator, for libraries in Fortran (ELPA).
int fortran_handle(const Communicator& comm) noexcept;

}  // namespace crucible
