#pragma once

#include "crucible/mpi/host_cores.hpp"

#include <cstdint>

namespace crucible {

/// How many threads BLAS takes on the ranks of a host, so that all of its cores work and none has two
/// threads.
struct BlasShare {
  int together = 1;  ///< in each rank while all of them work
  int alone = 1;     ///< in one rank while the others sleep
  CoreSet cores;     ///< of the host, for the threads of that one
};

/// Local, pure. `limit` is the number of threads that the user asked for, 0 for none.
BlasShare blas_share(const HostCores& host, int limit) noexcept;

/// Collective. For this rank's host. OPENBLAS_NUM_THREADS or, without it, OMP_NUM_THREADS is the limit.
BlasShare blas_share(const Communicator& comm);

/// While it lives, BLAS works on `threads` threads in this process. Local.
class BlasThreads {
 public:
  /// On the cores that this process is bound to.
  explicit BlasThreads(int threads) noexcept;
  /// On `cores`: this process leaves the core that it is bound to.
  BlasThreads(int threads, const CoreSet& cores) noexcept;
  ~BlasThreads();
  BlasThreads(const BlasThreads&) = delete;
  BlasThreads& operator=(const BlasThreads&) = delete;

 private:
  int threads_before_;
  CoreSet cores_before_;  ///< empty: they stay
};

}  // namespace crucible
