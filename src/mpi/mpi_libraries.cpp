#include "crucible/mpi/mpi_libraries.hpp"

#include "crucible/mpi/session.hpp"

#include <mpi.h>

namespace crucible {

std::vector<LibraryVersion> mpi_libraries() {
  std::string built;
#if defined(OMPI_MAJOR_VERSION)
  built = "Open MPI v" + std::to_string(OMPI_MAJOR_VERSION) + "." + std::to_string(OMPI_MINOR_VERSION) + "." +
          std::to_string(OMPI_RELEASE_VERSION);
#elif defined(MPICH_VERSION)
  built = "MPICH " MPICH_VERSION;
#endif
  int version = 0;
  int subversion = 0;
  MPI_Get_version(&version, &subversion);
  return {{"MPI", built, mpi_version(),
           "standard " + std::to_string(version) + "." + std::to_string(subversion)}};
}

}  // namespace crucible
