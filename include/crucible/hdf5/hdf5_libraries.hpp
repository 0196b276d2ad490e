#pragma once

#include "crucible/core/library_version.hpp"

#include <vector>

namespace crucible {

/// Local. HDF5 and xxHash.
std::vector<LibraryVersion> hdf5_libraries();

}  // namespace crucible
