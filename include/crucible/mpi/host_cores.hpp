#pragma once

#include "crucible/mpi/communicator.hpp"

#include <bitset>
#include <cstdint>

namespace crucible {

/// Cores by the numbers that the operating system gives them. Those above are left out.
using CoreSet = std::bitset<1024>;

/// The cores that the ranks of one host share.
struct HostCores {
  CoreSet cores;           ///< where at least one of the ranks may run
  std::int64_t count = 1;  ///< how many the ranks can keep busy: a control group may grant time for fewer
  std::int64_t ranks = 1;
};

/// Collective. Those of this rank's host.
HostCores host_cores(const Communicator& comm);

/// Local. Where the calling thread may run. Empty if the system does not tell.
CoreSet own_cores() noexcept;

/// Local. Lets the calling thread, and threads that it starts from now on, run on `cores` only. Returns
/// false, and changes nothing, if the system refuses.
bool run_on(const CoreSet& cores) noexcept;

}  // namespace crucible
