#pragma once

#include "crucible/text/import_options.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crucible::fuzz {

/// Inputs that are texts: a byte for the format, one for the options, and the file; after a byte 0x1e comes
/// the file of titles.
inline constexpr std::size_t least_text_input = 2;
inline constexpr char titles_mark = '\x1e';

/// Takes the first two bytes off `input`. @pre it has them
ImportOptions take_options(std::string_view& input);

/// A small file of each kind under each format.
std::vector<std::string> text_seeds();

}  // namespace crucible::fuzz
