#pragma once

#include "crucible/mpi/communicator.hpp"

#include <string>

namespace crucible {

/// MPI from start to end. The constructor initialises it, the destructor finalises it. While an exception
/// unwinds, the destructor does not finalise, because that would wait for ranks that are elsewhere. Make one
/// per program, in main.
class MpiSession {
 public:
  /// Collective over the job. Throws Error (foreign) if MPI cannot start.
  MpiSession(int& argc, char**& argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  /// Local. The communicator of all ranks of the job.
  const Communicator& world() const noexcept { return world_; }

  /// Collective. Finalises MPI and returns `exit_code`, which must be the same on every rank, for main to
  /// return. Open MPI's mpirun then ends with this code too, without its usual remarks about a code other
  /// than 0.
  int end(int exit_code);

  /// Local. Ends the whole job at once with `exit_code`. Any rank may call it alone. Never returns.
  [[noreturn]] static void abort(int exit_code) noexcept;

 private:
  Communicator world_;
  int exceptions_at_start_;
  bool ended_ = false;
};

/// Local. The name of the host that this rank runs on.
std::string host_name();

/// Local. Name and version of the MPI library, one line.
std::string mpi_version();

}  // namespace crucible
