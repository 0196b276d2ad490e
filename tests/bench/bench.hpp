#pragma once

#include "crucible/mpi/communicator.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

/// What the measuring programs share.
namespace crucible::bench {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The upper one of an even number. @pre there are samples
inline double median(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  return samples[samples.size() / 2];
}

/// Seconds of the slowest rank from a common start. Collective.
template <typename Work>
double slowest_seconds(const Communicator& comm, Work&& work) {
  comm.barrier();
  const auto start = Clock::now();
  work();
  return comm.max_value(seconds_since(start));
}

/// Calls `take(name, value)` for each two arguments, "--name value".
template <typename Take>
void each_option(int argc, char** argv, Take&& take) {
  for (int i = 1; i + 1 < argc; i += 2) take(std::string(argv[i]), std::string(argv[i + 1]));
}

}  // namespace crucible::bench
