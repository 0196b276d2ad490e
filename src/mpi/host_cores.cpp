#include "crucible/mpi/host_cores.hpp"

#include "crucible/mpi/session.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include <sched.h>

namespace crucible {

namespace {

/// A rank's host, and where the rank may run.
struct Place {
  std::size_t host = 0;
  CoreSet cores;
};

/// Cores by the time that a control group of a container grants, or `otherwise`.
std::int64_t cores_by_quota(std::int64_t otherwise) {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  double quota = 0;
  double period = 0;
  if (!(file >> quota >> period) || period <= 0) return otherwise;
  return std::min(otherwise, std::max<std::int64_t>(1, static_cast<std::int64_t>(quota / period + 0.5)));
}

}  // namespace

HostCores host_cores(const Communicator& comm) {
  const Place mine{std::hash<std::string>()(host_name()), own_cores()};
  HostCores shared{{}, 1, 0};
  for (const Place& place : comm.gather_all(mine)) {
    if (place.host != mine.host) continue;
    shared.cores |= place.cores;
    ++shared.ranks;
  }
  shared.count = cores_by_quota(std::max<std::int64_t>(1, static_cast<std::int64_t>(shared.cores.count())));
  return shared;
}

CoreSet own_cores() noexcept {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  CoreSet cores;
  if (sched_getaffinity(0, sizeof(mask), &mask) != 0) return cores;
  for (std::size_t core = 0; core < cores.size(); ++core) cores[core] = CPU_ISSET(core, &mask) != 0;
  return cores;
}

bool run_on(const CoreSet& cores) noexcept {
  cpu_set_t mask;
  CPU_ZERO(&mask);
  for (std::size_t core = 0; core < cores.size(); ++core)
    if (cores[core]) CPU_SET(core, &mask);
  return sched_setaffinity(0, sizeof(mask), &mask) == 0;
}

}  // namespace crucible
