#pragma once

#include "crucible/hdf5/h5_file.hpp"

#include <string>

namespace crucible {

/// The origin of a file, as far as only the caller knows it. Writing adds version, git commit, time and host.
struct Provenance {
  std::string command_line;
};

/// Collective. Writes the root attributes that every file of ours has: format, version, provenance.
void write_header(H5File& file, const Communicator& comm, const std::string& format,
                  const Provenance& provenance);

/// Local. Throws InputError unless the file has this format and a major version that this program reads.
void check_header(const H5File& file, const std::string& format);

/// The program's version and git commit, for example "0.1.0 (1a2b3c4)".
std::string software_version();

}  // namespace crucible
