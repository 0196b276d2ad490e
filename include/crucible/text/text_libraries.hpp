#pragma once

#include "crucible/core/library_version.hpp"

#include <vector>

namespace crucible {

/// Local. Those that unpack texts and pack them.
std::vector<LibraryVersion> text_libraries();

}  // namespace crucible
