#pragma once

#include <string>
#include <string_view>

namespace crucible {

/// Bytes of the well-formed UTF-8 sequence at the start of `text`; 0 where there is none (RFC 3629: no
/// overlong forms, no surrogates, nothing above U+10FFFF).
std::size_t utf8_sequence_length(std::string_view text) noexcept;

/// True where all of `text` is well-formed UTF-8.
bool is_utf8(std::string_view text) noexcept;

/// `text`, read as Latin-1 (ISO 8859-1), in UTF-8.
std::string latin1_to_utf8(std::string_view text);

}  // namespace crucible
