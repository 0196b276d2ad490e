#pragma once

#include <string>
#include <string_view>

namespace crucible {

/// Bytes as the letters of RFC 4648, with padding. Pure.
std::string base64(std::string_view bytes);

}  // namespace crucible
