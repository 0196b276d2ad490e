#pragma once

#include <string>
#include <string_view>

namespace crucible {

/// Length in bytes of the well-formed UTF-8 sequence at the start of `text`, or 0 if there is none (RFC 3629:
/// no overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t utf8_sequence_length(std::string_view text) noexcept;

/// True if all of `text` is well-formed UTF-8.
bool is_utf8(std::string_view text) noexcept;

/// Converts `text` from Latin-1 (ISO 8859-1) to UTF-8.
std::string latin1_to_utf8(std::string_view text);

}  // namespace crucible
