#pragma once

#include "crucible/core/library_version.hpp"

#include <vector>

namespace crucible {

/// Local. Those that read and write pictures.
std::vector<LibraryVersion> picture_libraries();

}  // namespace crucible
