#pragma once

#include "crucible/core/library_version.hpp"

#include <vector>

namespace crucible {

/// Local. Everything that the rooms stand on, for `crucible --version --verbose`.
std::vector<LibraryVersion> all_libraries();

}  // namespace crucible
