#pragma once

#include "crucible/core/library_version.hpp"

#include <vector>

namespace crucible {

/// Local. OpenBLAS, with the kernels that it has chosen, ScaLAPACK, and ELPA if crucible was built with it.
std::vector<LibraryVersion> linalg_libraries();

}  // namespace crucible
