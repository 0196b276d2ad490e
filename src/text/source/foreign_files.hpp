#pragma once

#include <string>
#include <string_view>

namespace crucible {

/// Throws InputError naming `name` and the way out where `head`, the first bytes of a file, belongs to a
/// format that cannot be read as text: Parquet, Arrow, tar, ...
void refuse_foreign(std::string_view head, const std::string& name);
inline constexpr std::size_t foreign_head_bytes = 512;

}  // namespace crucible
