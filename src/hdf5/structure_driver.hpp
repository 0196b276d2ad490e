#pragma once

#include "handle.hpp"
#include "posix_file.hpp"

#include <string>

namespace crucible {

/// The file to which HDF5 writes the structure, and the first failure of such a write.
///
/// HDF5 cannot handle a failed write: H5Fclose then leaves a broken file object behind, and ending MPI
/// crashes on it. So our driver notes the failure here and reports success to HDF5. Callers of HDF5 look here
/// afterwards.
struct StructureTarget {
  const PosixFile* file = nullptr;
  std::string error;  ///< complete message of the first failure; empty if there was none
};

/// Local. Access list of a file driver that reads and writes `target`, which must outlive the HDF5 file.
ListHandle structure_access(StructureTarget& target);

}  // namespace crucible
