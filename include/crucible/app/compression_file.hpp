#pragma once

#include "crucible/app/compression.hpp"
#include "crucible/app/image_file.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/provenance.hpp"

#include <cstdint>
#include <string>

namespace crucible {

/// Writes the first `k` components to a sealed HDF5 file (format "crucible-compression": attributes height,
/// width, channels, peak; datasets /u, /singular_values, /v in single precision). Collective. Returns its
/// length in bytes.
std::int64_t write_factors(const Communicator& comm, const std::string& path, const PictureFactors& factors,
                           std::int64_t k, const Provenance& provenance);

/// Reads even parts of U and all of V; at most `k` components where `k` > 0. Collective. Throws InputError
/// where the file is damaged, of another format, describes no picture, or one above the limits.
PictureFactors read_factors(const Communicator& comm, const std::string& path, std::int64_t k,
                            const ImageLimits& limits = {});

}  // namespace crucible
