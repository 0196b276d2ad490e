#pragma once

#include <string>

namespace crucible {

/// True if both names lead to one file, or would if it were there. Local.
bool same_file(const std::string& a, const std::string& b);

}  // namespace crucible
