#pragma once

#include <string>

namespace crucible {

/// The HDF5 that this process runs with.
struct Hdf5Library {
  std::string version;   ///< such as "1.10.8"
  std::string built_by;  ///< the version of the headers at build time
  bool parallel = false;
};

/// Local.
Hdf5Library hdf5_library();

}  // namespace crucible
