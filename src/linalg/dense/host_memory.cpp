#include "crucible/linalg/host_memory.hpp"

#include "crucible/core/free_memory.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/session.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace crucible {

namespace {

/// What may be taken of the memory of this rank's host, and the ranks that share it.
struct HostShare {
  std::int64_t available = 0;
  bool limited = false;  ///< there is more, but it is not allowed
  std::int64_t ranks = 1;
  bool has_root = false;
};

HostShare host_share(const Communicator& comm, std::int64_t limit) {
  const std::size_t mine = std::hash<std::string>()(host_name());
  const std::vector<std::size_t> hosts = comm.gather_all(mine);
  HostShare host{free_memory(), false, std::count(hosts.begin(), hosts.end(), mine), hosts.front() == mine};
  if (limit == no_memory_limit) return host;
  const std::int64_t allowed = std::max<std::int64_t>(0, limit - host.ranks * program_bytes);
  host.limited = allowed < host.available;
  host.available = std::min(allowed, host.available);
  return host;
}

/// True if the need fits into this rank's host.
bool fits(const MemoryNeed& need, const HostShare& host) {
  const auto ordinary = static_cast<double>(need.bytes_per_rank) * static_cast<double>(host.ranks);
  const auto extra = host.has_root ? static_cast<double>(need.bytes_on_root - need.bytes_per_rank) : 0;
  return need.impossible.empty() && ordinary + extra <= static_cast<double>(host.available);
}

}  // namespace

std::int64_t memory_share(const Communicator& comm, std::int64_t limit) {
  const HostShare host = host_share(comm, limit);
  return comm.min_value(host.available / host.ranks);
}

bool fits_memory(const Communicator& comm, const MemoryNeed& need, std::int64_t limit) {
  return !comm.any(!fits(need, host_share(comm, limit)));
}

void require_memory(const Communicator& comm, const MemoryNeed& need, const std::string& what,
                    const std::string& instead, std::int64_t limit) {
  const HostShare host = host_share(comm, limit);
  on_every_rank(comm, [&] {
    if (!need.impossible.empty()) throw Error(ErrorKind::memory, what + ": " + need.impossible);
    if (!fits(need, host))
      throw Error(ErrorKind::memory, what + " needs " + bytes(static_cast<double>(need.bytes_per_rank)) +
                                         " on each of " + std::to_string(host.ranks) + " ranks of " +
                                         host_name() + " (" + bytes(static_cast<double>(need.bytes_on_root)) +
                                         " on rank 0), but " + bytes(static_cast<double>(host.available)) +
                                         (host.limited ? " are allowed (`memory`, less " +
                                                             bytes(static_cast<double>(program_bytes)) +
                                                             " a rank for the program): "
                                                       : " are free: ") +
                                         instead);
  });
}

void require_memory(const Communicator& comm, const MemoryPlan& plan, std::int64_t limit) {
  require_memory(comm, plan, "`method` " + to_string(plan.method),
                 "use more hosts, or fewer singular values (`rank`, `method` krylov; `dry_run` shows all "
                 "routes)",
                 limit);
}

SvdChoice choice_that_fits(const Communicator& comm, SvdChoice choice, std::int64_t rows,
                           std::int64_t columns, SvdOptions options, std::int64_t limit) {
  const auto fits_by = [&](SvdMethod method) {
    options.method = method;
    return fits_memory(comm, memory_plan(rows, columns, comm.size(), options), limit);
  };
  if (fits_by(choice.method) || !fits_by(&svd_method::polar)) return choice;
  return {&svd_method::polar, "the stage of " + to_string(choice.method) +
                                  " on one rank does not fit into the memory that is free: polar has none"};
}

std::string plan_line(const MemoryPlan& plan, bool fitting) {
  std::string name = to_string(plan.method);
  name.resize(9, ' ');
  return name + "grid " + to_string(plan.grid) + ", " + bytes(static_cast<double>(plan.bytes_per_rank)) +
         " a rank, " + bytes(static_cast<double>(plan.bytes_on_root)) + " on rank 0: " +
         (!plan.impossible.empty() ? "impossible, " + plan.impossible
          : fitting                ? "fits"
                                   : "does not fit");
}

}  // namespace crucible
