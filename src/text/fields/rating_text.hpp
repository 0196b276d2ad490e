#pragma once

#include "crucible/text/import_options.hpp"

#include <string_view>

namespace crucible {

/// True for what tools write where there is no value: nothing, NA, N/A, NaN, null, None, \N, - and ?.
bool is_missing_word(std::string_view text) noexcept;

/// True for what programs write as an id where there is none: NaN, None, NULL, NA, \N and the like. An id may
/// be
/// `-` or `?`, and a name may be Na.
bool is_missing_id(std::string_view text) noexcept;

/// Reads a rating as people write it: as parse_rating() does, and with a decimal comma where `mark` allows
/// and only one reading is likely. Returns what is wrong with it, as words that follow the value, or null.
/// `comma`: whether it had a decimal comma.
const char* parse_written_rating(std::string_view text, DecimalMark mark, float& value, bool& comma) noexcept;

}  // namespace crucible
