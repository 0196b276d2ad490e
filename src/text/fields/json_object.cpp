#include "fields/json_object.hpp"

#include "fields/digits.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>

namespace crucible {

namespace {

/// Objects and lists in each other; deeper ones are refused, so that no text exhausts the stack.
constexpr int deepest = 64;

void append_utf8(std::string& to, std::uint32_t code) {
  const auto byte = [&](std::uint32_t value) { to += static_cast<char>(static_cast<unsigned char>(value)); };
  if (code < 0x80) {
    byte(code);
  } else if (code < 0x800) {
    byte(0xc0U | (code >> 6U));
    byte(0x80U | (code & 0x3fU));
  } else if (code < 0x10000) {
    byte(0xe0U | (code >> 12U));
    byte(0x80U | ((code >> 6U) & 0x3fU));
    byte(0x80U | (code & 0x3fU));
  } else {
    byte(0xf0U | (code >> 18U));
    byte(0x80U | ((code >> 12U) & 0x3fU));
    byte(0x80U | ((code >> 6U) & 0x3fU));
    byte(0x80U | (code & 0x3fU));
  }
}

bool take_hex(std::string_view& text, std::uint32_t& code) {
  if (text.size() < 4) return false;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 4, code, 16);
  if (error != std::errc{} || end != text.data() + 4) return false;
  text.remove_prefix(4);
  return true;
}

/// The code point after "\u": one unit, or two surrogates.
bool take_code_point(std::string_view& text, std::uint32_t& code) {
  if (!take_hex(text, code) || (code >= 0xdc00 && code < 0xe000)) return false;
  if (code < 0xd800 || code >= 0xe000) return true;
  std::uint32_t low = 0;
  if (!text.starts_with("\\u")) return false;
  text.remove_prefix(2);
  if (!take_hex(text, low) || low < 0xdc00 || low >= 0xe000) return false;
  code = 0x10000 + ((code - 0xd800) << 10U) + (low - 0xdc00);
  return true;
}

}  // namespace

void JsonObject::skip_space() {
  rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
}

bool JsonObject::take(char expected) {
  skip_space();
  if (rest_.empty() || rest_.front() != expected) return false;
  rest_.remove_prefix(1);
  return true;
}

const char* JsonObject::parse(std::string_view line) {
  constexpr const char* no_object = "no JSON object stands alone";
  rest_ = line;
  members_.clear();
  rewritten_.clear();
  if (!take('{')) return no_object;
  bool closed = take('}');
  while (!closed) {
    if (!take_member()) return no_object;
    closed = take('}');
    if (!closed && !take(',')) return no_object;
  }
  skip_space();
  return rest_.empty() ? nullptr : no_object;
}

bool JsonObject::take_member() {
  Member member;
  skip_space();
  if (!take_string(member.key) || !take(':') || !take_value(member, 0)) return false;
  members_.push_back(member);
  return true;
}

bool JsonObject::take_value(Member& member, int depth) {
  skip_space();
  if (rest_.empty() || depth > deepest) return false;
  if (rest_.front() == '"') {
    member.plain = true;
    return take_string(member.value);
  }
  if (take('{')) return take_nested('}', depth);
  if (take('[')) return take_nested(']', depth);
  return take_scalar(member);
}

bool JsonObject::take_nested(char close, int depth) {
  if (take(close)) return true;
  do {
    Member unused;
    std::string_view key;
    skip_space();
    if (close == '}' && (!take_string(key) || !take(':'))) return false;
    if (!take_value(unused, depth + 1)) return false;
  } while (take(','));
  return take(close);
}

bool JsonObject::take_scalar(Member& member) {
  const std::size_t end = std::min(rest_.find_first_of(",}] \t\r\n"), rest_.size());
  member.value = rest_.substr(0, end);
  rest_.remove_prefix(end);
  // Python writes NaN and Infinity, which no JSON has; they are refused as ratings.
  constexpr std::array<std::string_view, 6> words{"true", "false", "null", "NaN", "Infinity", "-Infinity"};
  const bool word = std::find(words.begin(), words.end(), member.value) != words.end();
  const bool number =
      !word && !member.value.empty() &&
      (is_digit(member.value.front()) || (member.value.front() == '-' && member.value.size() > 1)) &&
      member.value.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  member.plain = member.value != "true" && member.value != "false";
  return word || number;
}

bool JsonObject::take_string(std::string_view& value) {
  if (rest_.empty() || rest_.front() != '"') return false;
  rest_.remove_prefix(1);
  const std::size_t end = rest_.find_first_of("\"\\");
  if (end == std::string_view::npos) return false;
  value = rest_.substr(0, end);
  if (rest_[end] == '"') {
    rest_.remove_prefix(end + 1);
    return true;
  }
  std::string& text = rewritten_.emplace_back();
  while (!rest_.empty() && rest_.front() != '"') {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c != '\\')
      text += c;
    else if (!take_escape(text))
      return false;
  }
  value = text;
  return take('"');
}

bool JsonObject::take_escape(std::string& to) {
  constexpr std::string_view marks = "\"\\/bfnrt";
  constexpr std::string_view values = "\"\\/\b\f\n\r\t";
  if (rest_.empty()) return false;
  const char mark = rest_.front();
  rest_.remove_prefix(1);
  if (mark == 'u') {
    std::uint32_t code = 0;
    if (!take_code_point(rest_, code)) return false;
    append_utf8(to, code);
    return true;
  }
  const std::size_t at = marks.find(mark);
  if (at == std::string_view::npos) return false;
  to += values[at];
  return true;
}

std::optional<std::string_view> JsonObject::text(std::string_view key) const {
  const auto found =
      std::find_if(members_.rbegin(), members_.rend(), [&](const Member& m) { return m.key == key; });
  if (found == members_.rend() || !found->plain) return std::nullopt;
  return found->value;
}

std::vector<std::string> JsonObject::keys() const {
  std::vector<std::string> keys;
  for (const Member& member : members_) keys.emplace_back(member.key);
  return keys;
}

}  // namespace crucible
