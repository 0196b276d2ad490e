#pragma once

#include <string>

namespace crucible {

/// Local. Makes BLAS run on one thread in this process. The ranks already use all cores, and a second pool of
/// threads on the same cores makes everything slower. Call it once at start-up.
void use_one_blas_thread() noexcept;

/// The BLAS that this process runs with.
struct BlasLibrary {
  std::string build;   ///< name, version and options
  std::string kernel;  ///< the processor that its routines are written for
  int threads = 0;
};

/// Local.
BlasLibrary blas_library();

}  // namespace crucible
