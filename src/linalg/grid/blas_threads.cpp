#include "grid/blas_threads.hpp"

#include "grid/scalapack.hpp"

#include <algorithm>
#include <cstdlib>

namespace crucible {

namespace {

/// OpenBLAS of Debian takes no more.
constexpr std::int64_t most_threads = 64;

/// What the user asked for; 0 for nothing.
int limit_of_environment() noexcept {
  for (const char* name : {"OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"})
    if (const char* text = std::getenv(name); text != nullptr)
      if (const int threads = std::atoi(text); threads > 0) return threads;
  return 0;
}

}  // namespace

BlasShare blas_share(const HostCores& host, int limit) noexcept {
  const std::int64_t most = limit > 0 ? std::min<std::int64_t>(limit, most_threads) : most_threads;
  const auto threads = [&](std::int64_t cores) {
    return static_cast<int>(std::clamp<std::int64_t>(cores, 1, most));
  };
  return {threads(host.count / std::max<std::int64_t>(1, host.ranks)), threads(host.count), host.cores};
}

BlasShare blas_share(const Communicator& comm) {
  return blas_share(host_cores(comm), limit_of_environment());
}

BlasThreads::BlasThreads(int threads) noexcept : threads_before_(openblas_get_num_threads()) {
  openblas_set_num_threads(threads);
}

BlasThreads::BlasThreads(int threads, const CoreSet& cores) noexcept
    : threads_before_(openblas_get_num_threads()) {
  // First: threads that BLAS starts now run where this one does.
  if (threads > 1 && cores.any()) {
    cores_before_ = own_cores();
    run_on(cores);
  }
  openblas_set_num_threads(threads);
}

BlasThreads::~BlasThreads() {
  openblas_set_num_threads(threads_before_);
  if (cores_before_.any()) run_on(cores_before_);
}

}  // namespace crucible
