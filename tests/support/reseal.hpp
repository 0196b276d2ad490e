#pragma once

#include <cstdint>
#include <string>

namespace crucible::testing {

/// Gives `file`, the bytes of a whole sealed file, a seal that fits what it now holds, as somebody would who
/// means harm. Written from docs/file-format.md alone, so that it checks the document and the program too.
/// Files of less than 4,096 bytes stay as they are.
/// `layout` is the version of the seal's layout that it claims.
void reseal(std::string& file, std::uint64_t layout = 1);

}  // namespace crucible::testing
