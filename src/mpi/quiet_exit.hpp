#pragma once

#include "crucible/mpi/communicator.hpp"

#include <string>

namespace crucible {

/// Gives Open MPI's mpirun the exit code of a job whose ranks all end in order.
///
/// If a rank returns anything other than 0, mpirun prints ten lines about it. Nothing inside the job can
/// prevent that. mpirun prints nothing if a rank asks the runtime, PMIx, to end the job with a code.
/// MPI_Abort does ask, but it prints a remark itself, and it is not an orderly end. So this class keeps PMIx
/// open beyond MPI_Finalize and asks it then.
class QuietExit {
 public:
  /// Collective. Call before MPI_Finalize. Does nothing outside mpirun, or if any rank has no PMIx.
  explicit QuietExit(const Communicator& world);

  /// Local. Call after MPI_Finalize, on every rank. Rank 0 asks and returns. The others wait until mpirun
  /// ends them; they return only if it does not. Does nothing if the constructor did nothing.
  void end_job(int exit_code) const;

 private:
  using Abort = int (*)(int status, const char* message, void* processes, unsigned long count);

  Abort abort_ = nullptr;  ///< null: mpirun gets the exit code in the ordinary way
  bool is_root_;
};

}  // namespace crucible
