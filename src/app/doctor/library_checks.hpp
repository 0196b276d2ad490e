#pragma once

#include "crucible/linalg/blas_library.hpp"
#include "crucible/mpi/communicator.hpp"
#include "doctor/finding.hpp"

#include <string>
#include <vector>

namespace crucible {

/// How this process was started, by the variables of launchers.
struct Launcher {
  std::string name;        ///< "mpirun (Open MPI)"; "none" if it was started alone
  std::int64_t tasks = 1;  ///< that were started together
};

/// Local.
Launcher launcher();

/// MPI and its launcher: wrong where several tasks were started and each of them is alone. Pure.
Finding mpi_finding(const std::string& version, const Launcher& launcher, int ranks);

/// BLAS: a warning where it has several threads, or kernels for processors much older than this one. Pure.
Finding blas_finding(const BlasLibrary& library, VectorUnits units);

/// MPI, HDF5 and BLAS. Collective.
std::vector<Finding> library_findings(const Communicator& comm);

}  // namespace crucible
