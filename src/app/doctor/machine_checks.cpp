#include "doctor/machine_checks.hpp"

#include "crucible/core/free_memory.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/mpi/host_cores.hpp"
#include "crucible/mpi/session.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <set>

#include <sys/resource.h>
#include <unistd.h>

namespace crucible {

namespace {

constexpr std::int64_t mebibyte = std::int64_t{1} << 20;
constexpr std::int64_t little_memory = 256 * mebibyte;
/// Files that HDF5, MPI and the standard streams hold open at once, with some room.
constexpr rlim_t few_files = 128;

std::string counted(std::int64_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

/// Of this rank's host. Collective.
CoreShare share_of_host(const Communicator& comm) {
  const HostCores host = host_cores(comm);
  return {host.ranks, host.count, sysconf(_SC_NPROCESSORS_ONLN)};
}

/// Of the host that has fewest cores for a rank. Collective.
CoreShare tightest(const Communicator& comm, const CoreShare& mine) {
  const std::vector<CoreShare> all = comm.gather_all(mine);
  return *std::min_element(all.begin(), all.end(), [](const CoreShare& a, const CoreShare& b) {
    return a.cores * b.ranks < b.cores * a.ranks;
  });
}

/// The limit of the shell; the largest number for none, so that the minimum over ranks is the tightest one.
std::int64_t memory_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return INT64_MAX;
  return static_cast<std::int64_t>(std::min<rlim_t>(limit.rlim_cur, INT64_MAX));
}

/// Collective.
Finding limit_finding(const Communicator& comm) {
  rlimit files{};
  rlimit size{};
  getrlimit(RLIMIT_NOFILE, &files);
  getrlimit(RLIMIT_FSIZE, &size);
  const auto open_files = static_cast<std::int64_t>(std::min<rlim_t>(files.rlim_cur, 1U << 30U));
  Finding finding{"limits", Health::ok, counted(comm.min_value(open_files), "open file") + " a rank"};
  if (comm.any(files.rlim_cur < few_files)) {
    finding.health = Health::warning;
    finding.mend = "raise the limit: ulimit -n 1024";
  }
  if (comm.any(size.rlim_cur != RLIM_INFINITY)) {
    finding.health = Health::warning;
    finding.found += ", the size of files is limited";
    finding.mend = "lift it: ulimit -f unlimited";
  }
  return finding;
}

/// A folder that must have `least` bytes for each rank. Collective.
Finding folder_finding(const Communicator& comm, const std::string& name, const std::string& path,
                       std::int64_t least, const std::string& mend) {
  std::error_code failed;
  const std::filesystem::space_info space = std::filesystem::space(path, failed);
  const bool writable = !failed && ::access(path.c_str(), W_OK) == 0;
  const auto available =
      failed ? 0 : static_cast<std::int64_t>(std::min<std::uintmax_t>(space.available, INT64_MAX));
  const std::int64_t fewest = comm.min_value(available);
  const bool refused = comm.any(!writable);
  Finding finding{name, Health::ok, path + ": " + bytes(static_cast<double>(fewest)) + " free"};
  if (refused) finding.found += ", not writable";
  if (refused || fewest < least) {
    finding.health = Health::warning;
    finding.mend = mend;
  }
  return finding;
}

}  // namespace

Finding core_finding(const CoreShare& share, std::int64_t hosts) {
  Finding finding{"cores", Health::ok,
                  counted(share.cores, "core") + " for " + counted(share.ranks, "rank") +
                      (hosts > 1 ? " on the tightest of " + std::to_string(hosts) + " hosts" : "")};
  if (share.cores < share.online) finding.found += ", which has " + counted(share.online, "core");
  if (share.ranks <= share.cores) return finding;
  finding.health = Health::warning;
  finding.mend = "start at most " + counted(share.cores, "rank") + " on a host";
  if (share.online >= share.ranks)
    finding.mend +=
        ", or let ranks use all cores: mpirun --bind-to none, srun --cpu-bind=none, more "
        "--cpus-per-task, a larger share of the container";
  return finding;
}

Finding memory_finding(std::int64_t bytes_a_rank, std::int64_t limit) {
  const bool limited = limit < bytes_a_rank;
  const std::int64_t left = limited ? limit : bytes_a_rank;
  Finding finding{"memory", Health::ok,
                  bytes(static_cast<double>(left)) + " for each rank" + (limited ? " by ulimit -v" : "")};
  if (left >= little_memory) return finding;
  finding.health = Health::warning;
  finding.mend =
      limited ? "raise it: ulimit -v unlimited" : "start fewer ranks on a host, or ask for more memory";
  return finding;
}

std::vector<Finding> machine_findings(const Communicator& comm) {
  const std::vector<std::size_t> hosts = comm.gather_all(std::hash<std::string>()(host_name()));
  const CoreShare share = share_of_host(comm);
  const auto distinct = static_cast<std::int64_t>(std::set<std::size_t>(hosts.begin(), hosts.end()).size());
  const char* chosen = std::getenv("TMPDIR");
  const std::string scratch = chosen == nullptr ? "/tmp" : chosen;
  std::vector<Finding> findings{
      core_finding(tightest(comm, share), distinct),
      memory_finding(comm.min_value(free_memory() / share.ranks), comm.min_value(memory_limit())),
      limit_finding(comm)};
  findings.push_back(folder_finding(comm, "this folder", std::filesystem::current_path().string(),
                                    1024 * mebibyte,
                                    "go to a folder with room before writing ratings and models there"));
  findings.push_back(folder_finding(comm, "scratch", scratch, 64 * mebibyte,
                                    "set TMPDIR to a folder of this host with room, for the files of MPI"));
  // Open MPI and MPICH pass messages between ranks of a host through files here.
  if (comm.size() > distinct)
    findings.push_back(folder_finding(comm, "shared memory", "/dev/shm", 64 * mebibyte,
                                      "give the container more: docker run --shm-size=1g"));
  return findings;
}

}  // namespace crucible
