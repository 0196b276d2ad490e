#include "crucible/core/process_memory.hpp"

#include <algorithm>
#include <fstream>
#include <string>

#include <malloc.h>
#include <sys/resource.h>

namespace crucible {

namespace {

/// Bytes of the line `name` of a file whose lines are "name: number kB"; 0 if there is none.
std::int64_t kibibytes_at(const char* path, const std::string& name) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(name)) return std::int64_t{1024} * std::stoll(line.substr(name.size()));
  return 0;
}

constexpr int largest_kept = 8 << 20;  // bytes

}  // namespace

ProcessMemory process_memory() {
  ProcessMemory memory;
  // Not getrusage(): its peak is that of the shell or interpreter before this program, if that was larger.
  constexpr const char* status = "/proc/self/status";
  memory.resident = kibibytes_at(status, "VmRSS:");
  memory.peak = kibibytes_at(status, "VmHWM:");
  if (memory.peak == 0) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    memory.peak = std::int64_t{1024} * usage.ru_maxrss;
    memory.resident = memory.peak;
  }
  memory.peak = std::max(memory.peak, memory.resident);
  return memory;
}

void give_freed_memory_back() noexcept {
#ifdef M_MMAP_THRESHOLD
  mallopt(M_MMAP_THRESHOLD, largest_kept);
  mallopt(M_TRIM_THRESHOLD, largest_kept);
#endif
}

}  // namespace crucible
