#include "crucible/core/free_memory.hpp"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

namespace crucible {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

/// The number after `name` in a file that has one name and one number per line.
std::int64_t named_number(const fs::path& path, const std::string& name, std::int64_t otherwise) {
  std::ifstream file(path);
  std::string found;
  std::int64_t number = 0;
  while (file >> found >> number) {
    if (found == name) return number;
    file.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  }
  return otherwise;
}

/// The number that a file consists of. The text "max", which means no limit, is not a number and gives
/// `otherwise`.
std::int64_t only_number(const fs::path& path, std::int64_t otherwise) {
  std::ifstream file(path);
  std::int64_t number = 0;
  return file >> number ? number : otherwise;
}

/// The file names of one version of control groups, and the names that memory.stat has for copies of files.
struct GroupFiles {
  const char* limit;
  const char* used;
  const char* old_copies;
  const char* recent_copies;
};
constexpr GroupFiles version_1{"memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file",
                               "total_active_file"};
constexpr GroupFiles version_2{"memory.max", "memory.current", "inactive_file", "active_file"};

std::int64_t left_in_group(const fs::path& folder, const GroupFiles& files) {
  const std::int64_t limit = only_number(folder / files.limit, unlimited);
  if (limit == unlimited) return unlimited;
  const std::int64_t copies = named_number(folder / "memory.stat", files.old_copies, 0) +
                              named_number(folder / "memory.stat", files.recent_copies, 0);
  const std::int64_t used = std::max<std::int64_t>(0, only_number(folder / files.used, 0) - copies);
  return std::max<std::int64_t>(0, limit - used);
}

/// The smallest amount left in a group and in all groups that contain it. In a container only its own group
/// may be visible. It then appears as `top`, whatever its name on the host is.
std::int64_t left_in_groups(const fs::path& top, const fs::path& group, const GroupFiles& files) {
  fs::path folder = top;
  std::int64_t left = left_in_group(folder, files);
  for (const fs::path& part : group.relative_path()) {
    if (part == "..") continue;  // leads to a group that is not visible from here
    folder /= part;
    left = std::min(left, left_in_group(folder, files));
  }
  return left;
}

/// What the control groups of this process leave. A line of the file is "number:controllers:path". The list
/// of controllers is empty for version 2.
std::int64_t left_by_groups(const fs::path& root) {
  const fs::path groups = root / "sys/fs/cgroup";
  std::ifstream file(root / "proc/self/cgroup");
  std::int64_t left = unlimited;
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const fs::path group = line.substr(second + 1);
    if (controllers == ",,") left = std::min(left, left_in_groups(groups, group, version_2));
    if (controllers.find(",memory,") != std::string::npos)
      left = std::min(left, left_in_groups(groups / "memory", group, version_1));
  }
  return left;
}

}  // namespace

std::int64_t free_memory(const fs::path& root) {
  const std::int64_t kibibytes = named_number(root / "proc/meminfo", "MemAvailable:", unlimited / 1024);
  return std::min(kibibytes * 1024, left_by_groups(root));
}

}  // namespace crucible
