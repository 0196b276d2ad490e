#include "crucible/hdf5/hdf5_library.hpp"

#include <hdf5.h>

namespace crucible {

namespace {

std::string version_text(unsigned major, unsigned minor, unsigned release) {
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

}  // namespace

Hdf5Library hdf5_library() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  H5get_libversion(&major, &minor, &release);
#ifdef H5_HAVE_PARALLEL
  constexpr bool parallel = true;
#else
  constexpr bool parallel = false;
#endif
  return {version_text(major, minor, release), version_text(H5_VERS_MAJOR, H5_VERS_MINOR, H5_VERS_RELEASE),
          parallel};
}

}  // namespace crucible
