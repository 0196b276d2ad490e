#pragma once

#include "handle.hpp"
#include "posix_file.hpp"

#include <string>

namespace crucible {

/// Where HDF5's own writing of a file's structure goes, and the first thing that went wrong there.
///
/// HDF5 cannot live with a failed write: H5Fclose then leaves a broken file object behind, and ending MPI
/// crashes on it. So a failed write is noted here, HDF5 is told that all is well, and whoever called HDF5
/// looks here afterwards.
struct StructureTarget {
  const PosixFile* file = nullptr;
  std::string error;  ///< complete message of the first failure; empty while all went well
};

/// Access list of a file driver that reads and writes `target`, which must outlive the HDF5 file. Local.
ListHandle structure_access(StructureTarget& target);

}  // namespace crucible
