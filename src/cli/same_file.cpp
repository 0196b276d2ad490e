#include "crucible/cli/same_file.hpp"

#include <filesystem>
#include <system_error>

namespace crucible {

namespace fs = std::filesystem;

bool same_file(const std::string& a, const std::string& b) {
  std::error_code failed;
  if (fs::equivalent(a, b, failed)) return true;
  // Made absolute first, because a name of which nothing exists would stay relative.
  const fs::path first = fs::weakly_canonical(fs::absolute(a), failed);
  return !failed && first == fs::weakly_canonical(fs::absolute(b), failed) && !failed;
}

}  // namespace crucible
