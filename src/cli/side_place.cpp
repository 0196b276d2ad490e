#include "crucible/cli/side_place.hpp"

#include "crucible/core/error.hpp"

#include <filesystem>
#include <system_error>

#include <unistd.h>

namespace crucible {

namespace fs = std::filesystem;

bool same_file(const std::string& a, const std::string& b) {
  std::error_code failed;
  if (fs::equivalent(a, b, failed)) return true;
  // Made absolute first, because a name of which nothing exists would stay relative.
  const fs::path first = fs::weakly_canonical(fs::absolute(a), failed);
  return !failed && first == fs::weakly_canonical(fs::absolute(b), failed) && !failed;
}

void check_side_place(const std::string& option, const std::string& path, const std::string& output,
                      const std::vector<std::string>& inputs) {
  const fs::path file = path;
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored))
    throw UsageError(option + ": the folder " + printable(folder.string()) + " does not exist");
  if (fs::is_directory(file, ignored))
    throw UsageError(option + ": " + printable(path) + " is a folder; name a file");
  if (!output.empty() && same_file(path, output))
    throw UsageError(option + ": " + printable(path) + " is also the output");
  for (const std::string& input : inputs)
    if (!input.empty() && same_file(path, input))
      throw UsageError(option + ": " + printable(path) + " is also an input");
  if (::access(folder.c_str(), W_OK) != 0) throw IoError(path, "its folder is not writable");
}

}  // namespace crucible
