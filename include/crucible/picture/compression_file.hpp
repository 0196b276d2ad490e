#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/picture/compression.hpp"
#include "crucible/picture/image_file.hpp"
#include "crucible/store/provenance.hpp"

#include <cstdint>
#include <string>

namespace crucible {

/// Collective. Writes the first `k` components to a sealed HDF5 file (format "crucible-compression":
/// attributes height, width, channels, peak; datasets /u, /singular_values, /v in single precision). Returns
/// its length in bytes. Throws what write_sealed() throws.
std::int64_t write_factors(const Communicator& comm, const std::string& path, const PictureFactors& factors,
                           std::int64_t k, const Provenance& provenance);

/// Collective. Reads this rank's even part of U and all of V: the first `k` components, or all if `k` is 0.
/// Throws InputError if the file is damaged, has another format, describes no picture or one above the
/// limits. Throws UsageError if it has fewer than `k` components.
PictureFactors read_factors(const Communicator& comm, const std::string& path, std::int64_t k,
                            const ImageLimits& limits = {});

}  // namespace crucible
