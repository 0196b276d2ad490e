#include "crucible/mpi/fortran_handle.hpp"

namespace crucible {

int fortran_handle(const Communicator& comm) noexcept {
  return static_cast<int>(MPI_Comm_c2f(comm.native()));
}

}  // namespace crucible
