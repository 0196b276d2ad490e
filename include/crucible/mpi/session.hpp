#pragma once

#include "crucible/mpi/communicator.hpp"

#include <string>

namespace crucible {

/// MPI from start to end: initialises in the constructor, finalises in the destructor (unless an exception
/// unwinds through it, when finalising would wait for ranks that are elsewhere). One per program, made in
/// main.
class MpiSession {
 public:
  /// Collective over the job. Sets defaults of Open MPI that this program needs, where the user set none.
  MpiSession(int& argc, char**& argv);
  ~MpiSession();
  MpiSession(const MpiSession&) = delete;
  MpiSession& operator=(const MpiSession&) = delete;

  /// All ranks of the job.
  const Communicator& world() const noexcept { return world_; }

  /// Ends the whole job at once with `exit_code`, from this rank alone. Never returns.
  [[noreturn]] static void abort(int exit_code) noexcept;

 private:
  Communicator world_;
  int exceptions_at_start_;
};

/// Name of the host that this rank runs on.
std::string host_name();

}  // namespace crucible
