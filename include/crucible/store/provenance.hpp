#pragma once

#include "crucible/hdf5/h5_file.hpp"

#include <string>

namespace crucible {

/// Where a file comes from; what the caller knows. Version, git commit, time and host are added on writing.
struct Provenance {
  std::string command_line;
};

/// Writes the root attributes that every file of ours has: format, version, provenance. Collective.
void write_header(H5File& file, const Communicator& comm, const std::string& format,
                  const Provenance& provenance);

/// Throws InputError unless the file is of `format` and of a major version that this program reads.
void check_header(const H5File& file, const std::string& format);

/// The program's version and git commit, for example "0.1.0 (1a2b3c4)".
std::string software_version();

}  // namespace crucible
