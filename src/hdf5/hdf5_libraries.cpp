#include "crucible/hdf5/hdf5_libraries.hpp"

#include "crucible/hdf5/hdf5_library.hpp"

#include <xxhash.h>

namespace crucible {

namespace {

std::string xxhash_text(unsigned version) {
  return std::to_string(version / 10000) + "." + std::to_string(version / 100 % 100) + "." +
         std::to_string(version % 100);
}

}  // namespace

std::vector<LibraryVersion> hdf5_libraries() {
  const Hdf5Library hdf5 = hdf5_library();
  return {{"HDF5", hdf5.built_by, hdf5.version, hdf5.parallel ? "parallel" : "not parallel"},
          {"xxHash", xxhash_text(XXH_VERSION_NUMBER), xxhash_text(XXH_versionNumber()), ""}};
}

}  // namespace crucible
