#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// Local. The extents of what a dataset stores, and HDF5 reads, together; empty if it is not cut into chunks.
/// Throws what H5File::open() and H5File::shape() throw.
std::vector<std::int64_t> chunk_extents(const std::string& path, const std::string& dataset);

}  // namespace crucible
