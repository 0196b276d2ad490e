#include "host_memory.hpp"

#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/session.hpp"
#include "free_memory.hpp"
#include "text_format.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace crucible {

namespace {

/// Free memory of this rank's host and how the ranks share it.
struct HostShare {
  std::int64_t available = 0;
  std::int64_t ranks = 1;
  bool has_root = false;
};

HostShare host_share(const Communicator& comm) {
  const std::size_t mine = std::hash<std::string>()(host_name());
  const std::vector<std::size_t> hosts = comm.gather_all(mine);
  return {free_memory(), std::count(hosts.begin(), hosts.end(), mine), hosts.front() == mine};
}

/// True where the plan fits into this rank's host.
bool fits(const MemoryPlan& plan, const HostShare& host) {
  const auto ordinary = static_cast<double>(plan.bytes_per_rank) * static_cast<double>(host.ranks);
  const auto extra = host.has_root ? static_cast<double>(plan.bytes_on_root - plan.bytes_per_rank) : 0;
  return plan.impossible.empty() && ordinary + extra < static_cast<double>(host.available);
}

}  // namespace

bool fits_memory(const Communicator& comm, const MemoryPlan& plan) {
  return !comm.any(!fits(plan, host_share(comm)));
}

void require_memory(const Communicator& comm, const MemoryPlan& plan) {
  const HostShare host = host_share(comm);
  on_every_rank(comm, [&] {
    const std::string method = "--method " + to_string(plan.method);
    if (!plan.impossible.empty()) throw Error(ErrorKind::memory, method + ": " + plan.impossible);
    if (!fits(plan, host))
      throw Error(ErrorKind::memory,
                  method + " needs " + bytes(static_cast<double>(plan.bytes_per_rank)) + " on each of " +
                      std::to_string(host.ranks) + " ranks of " + host_name() + " (" +
                      bytes(static_cast<double>(plan.bytes_on_root)) + " on rank 0), but " +
                      bytes(static_cast<double>(host.available)) +
                      " are free: use more hosts, or fewer singular values (--rank, --method krylov; "
                      "--dry-run shows all routes)");
  });
}

std::string plan_line(const MemoryPlan& plan, bool fitting) {
  std::string name = to_string(plan.method);
  name.resize(9, ' ');
  return name + "grid " + to_string(plan.grid) + ", " + bytes(static_cast<double>(plan.bytes_per_rank)) +
         " a rank, " + bytes(static_cast<double>(plan.bytes_on_root)) + " on rank 0: " +
         (!plan.impossible.empty() ? "impossible, " + plan.impossible
          : fitting                ? "fits"
                                   : "does not fit into the memory that is free");
}

}  // namespace crucible
