#include "crucible/core/error.hpp"

#include "crucible/core/utf8.hpp"

#include <array>

namespace crucible {

std::string printable(std::string_view text, std::size_t limit) {
  static constexpr std::array<char, 17> hex{"0123456789abcdef"};
  std::string out = "'";
  while (!text.empty()) {
    if (out.size() > limit) return out + "...'";
    const std::size_t length = utf8_sequence_length(text);
    const auto byte = static_cast<unsigned char>(text.front());
    if (length == 0 || byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += hex[byte >> 4U];
      out += hex[byte & 15U];
      text.remove_prefix(1);
    } else {
      out += text.substr(0, length);
      text.remove_prefix(length);
    }
  }
  return out + "'";
}

}  // namespace crucible
