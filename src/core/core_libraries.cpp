#include "crucible/core/library_version.hpp"

#include <Eigen/Core>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

namespace crucible {

std::vector<LibraryVersion> core_libraries() {
  const std::string eigen = std::to_string(EIGEN_WORLD_VERSION) + "." + std::to_string(EIGEN_MAJOR_VERSION) +
                            "." + std::to_string(EIGEN_MINOR_VERSION);
#ifdef __clang__
  const std::string compiler = "Clang";
#else
  const std::string compiler = "GCC";
#endif
  std::vector<LibraryVersion> all{{compiler, __VERSION__, "", "C++ " + std::to_string(__cplusplus)}};
#ifdef __GLIBC__
  all.push_back({"C library", std::to_string(__GLIBC__) + "." + std::to_string(__GLIBC_MINOR__),
                 gnu_get_libc_version(), "glibc"});
#endif
  all.push_back({"Eigen", eigen, "", ""});
  return all;
}

}  // namespace crucible
