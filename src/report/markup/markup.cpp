#include "markup/markup.hpp"

#include "crucible/core/utf8.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD

/// True for U+061C, U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069, which change the direction of
/// text.
bool turns_direction(std::string_view letter) {
  if (letter == "\xD8\x9C") return true;
  if (letter.size() != 3 || letter[0] != '\xE2') return false;
  const auto last = static_cast<unsigned char>(letter[2]);
  if (letter[1] == '\x80') return last == 0x8E || last == 0x8F || (last >= 0xAA && last <= 0xAE);
  return letter[1] == '\x81' && last >= 0xA6 && last <= 0xA9;
}

/// True for what XML does not allow: control characters but tab and line ends, U+FFFE and U+FFFF.
bool is_forbidden(std::string_view letter) {
  const auto byte = static_cast<unsigned char>(letter.front());
  if (letter.size() == 1) return (byte < 0x20 && byte != '\t' && byte != '\n') || byte == 0x7F;
  return letter == "\xEF\xBF\xBE" || letter == "\xEF\xBF\xBF" ||
         (letter.size() == 2 && byte == 0xC2 && static_cast<unsigned char>(letter[1]) < 0xA0);
}

std::string_view escaped(std::string_view letter) {
  switch (letter.front()) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return is_forbidden(letter) || turns_direction(letter) ? replacement : letter;
  }
}

bool is_void(std::string_view name) {
  static constexpr std::array<std::string_view, 9> names{"meta",   "br",   "img",  "input",   "line",
                                                         "circle", "rect", "path", "polyline"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// True for elements within a line of text or of a table, after which no line ends in the file.
bool is_inline(std::string_view name) {
  static constexpr std::array<std::string_view, 12> names{"td",    "th",  "span", "strong",  "code", "label",
                                                          "title", "bdi", "h1",   "summary", "a",    "input"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

Markup::Markup(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    code_ += length == 0 ? replacement : escaped(text.substr(0, length));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
}

Markup Markup::verbatim(const char* code) {
  Markup markup;
  markup.code_ = code;
  return markup;
}

Markup& Markup::operator+=(const Markup& more) {
  code_ += more.code_;
  return *this;
}

Markup element(std::string_view name, const Attributes& attributes, const Markup& content) {
  Markup made;
  std::string& code = made.code_;
  code.append("<").append(name);
  for (const auto& [key, value] : attributes)
    if (!value.empty()) code.append(" ").append(key).append("=\"").append(Markup(value).code()).append("\"");
  if (content.empty() && is_void(name))
    code += "/>";
  else
    code.append(">").append(content.code()).append("</").append(name).append(">");
  if (!is_inline(name)) code += "\n";
  return made;
}

std::string shortened(std::string_view text, std::size_t most) {
  std::string kept;
  std::size_t end_before_last = 0;
  for (std::size_t letters = 0; !text.empty(); ++letters) {
    if (letters == most) return kept.substr(0, end_before_last) + "\xE2\x80\xA6";
    end_before_last = kept.size();
    const std::size_t length = std::max<std::size_t>(utf8_sequence_length(text), 1);
    kept += text.substr(0, length);
    text.remove_prefix(length);
  }
  return kept;
}

}  // namespace crucible
