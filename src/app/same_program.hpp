#pragma once

#include "crucible/mpi/communicator.hpp"

#include <span>
#include <string>
#include <vector>

namespace crucible {

/// Something that a rank has, and the host that it runs on.
struct OnHost {
  std::string value;
  std::string host;
};

/// Local, pure. Each value once, in the order of the ranks, with its hosts: "1.0 on a and b; 1.1 on c". No
/// more than three hosts are named for a value.
std::string by_host(std::span<const OnHost> ranks);

/// Local, pure. What is wrong if the ranks run these versions of the program. Empty if all run the same one.
std::string mixed_versions(std::span<const OnHost> ranks);

/// Collective. The values of all ranks in rank order, on every rank.
std::vector<OnHost> gather_with_hosts(const Communicator& comm, const std::string& value);

/// Collective. Throws UsageError, on all ranks, unless all ranks run this `version`. It must be the first
/// thing that ranks say to each other, because other versions may say everything else in another order. For
/// the same reason, never change what it sends first: one maximum of two 64-bit numbers.
void check_same_program(const Communicator& world, const std::string& version);

}  // namespace crucible
