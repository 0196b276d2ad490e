#include "crucible/text/text_fields.hpp"

#include "crucible/core/error.hpp"
#include "fields/digits.hpp"
#include "fields/short_decimal.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>

namespace crucible {

namespace {

constexpr const char* unterminated = "unterminated quote";

template <typename Float>
std::string shortest(Float value) {
  std::array<char, 64> text{};
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), result.ptr};
}

}  // namespace

Separator::Separator(std::string_view text) {
  const bool fits = !text.empty() && text.size() <= bytes_.size();
  const bool clean = std::none_of(text.begin(), text.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::strchr("\"\n\r.-+", c) != nullptr;
  });
  if (!fits || !clean)
    throw UsageError(
        "`separator`: " + printable(text) +
        " cannot separate columns: 1 to 7 bytes without letters, digits, quotes, points and signs");
  std::copy(text.begin(), text.end(), bytes_.begin());
  length_ = static_cast<std::uint8_t>(text.size());
}

const char* FieldSplitter::unterminated_quote() noexcept { return unterminated; }

const char* FieldSplitter::split(std::string_view line) {
  fields_.clear();
  if (!unquoted_.empty()) unquoted_.clear();
  quoted_ = rules_.quotes && line.find('"') != std::string_view::npos;
  if (rules_.separator.is_blanks() && !rules_.quotes) {
    split_blanks(line);
  } else if (quoted_) {
    return split_quoted(line);
  } else {
    split_plain(line);
  }
  return nullptr;
}

void FieldSplitter::split_blanks(std::string_view line) {
  constexpr std::string_view blanks = " \t";
  std::size_t begin = line.find_first_not_of(blanks);
  while (begin != std::string_view::npos) {
    const std::size_t end = std::min(line.find_first_of(blanks, begin), line.size());
    fields_.push_back(line.substr(begin, end - begin));
    begin = line.find_first_not_of(blanks, end);
  }
}

void FieldSplitter::split_plain(std::string_view line) {
  const std::string_view separator = rules_.separator.text();
  if (rules_.separator.is_blanks()) return split_blanks(line);
  if (separator.size() > 1) {
    for (std::size_t end = line.find(separator); end != std::string_view::npos; end = line.find(separator)) {
      fields_.push_back(line.substr(0, end));
      line.remove_prefix(end + separator.size());
    }
    fields_.push_back(line);
    return;
  }
  // Fields are a few bytes long: a plain loop beats memchr.
  const char mark = separator.front();
  const char* begin = line.data();
  const char* const end = begin + line.size();
  for (const char* at = begin; at != end; ++at) {
    if (*at != mark) continue;
    fields_.emplace_back(begin, static_cast<std::size_t>(at - begin));
    begin = at + 1;
  }
  fields_.emplace_back(begin, static_cast<std::size_t>(end - begin));
}

const char* FieldSplitter::split_quoted(std::string_view line) {
  const std::string_view separator = rules_.separator.text();
  const bool blanks = rules_.separator.is_blanks();
  std::size_t position = 0;
  while (true) {
    if (blanks) position = std::min(line.find_first_not_of(" \t", position), line.size());
    if (blanks && position == line.size()) return nullptr;
    std::size_t end = 0;
    if (position < line.size() && line[position] == '"') {
      if (const char* problem = take_quoted_field(line, position)) return problem;
      end = position;
    } else {
      end = std::min(blanks ? line.find_first_of(" \t", position) : line.find(separator, position),
                     line.size());
      fields_.push_back(line.substr(position, end - position));
    }
    if (end == line.size()) return nullptr;
    position = end + (blanks ? 0 : separator.size());
  }
}

/// Takes the field whose opening quote is at `position`, and leaves `position` at the separator after it.
const char* FieldSplitter::take_quoted_field(std::string_view line, std::size_t& position) {
  const std::size_t begin = position + 1;
  std::size_t at = begin;
  std::string* rewritten = nullptr;
  const auto skip_byte = [&] {  // leaves out line[at] and keeps line[at + 1] whatever it is
    if (rewritten == nullptr) rewritten = &unquoted_.emplace_back(line.substr(begin, at - begin));
    rewritten->push_back(line[at + 1]);
    at += 2;
  };
  while (true) {
    if (at >= line.size()) return unterminated;
    const bool pair_follows = at + 1 < line.size();
    if (line[at] == '"' && pair_follows && line[at + 1] == '"') {
      skip_byte();
    } else if (rules_.escapes && line[at] == '\\' && pair_follows) {
      skip_byte();
    } else if (line[at] == '"') {
      break;
    } else {
      if (rewritten != nullptr) rewritten->push_back(line[at]);
      ++at;
    }
  }
  fields_.push_back(rewritten != nullptr ? std::string_view(*rewritten) : line.substr(begin, at - begin));
  position = at + 1;
  const std::string_view rest = line.substr(position);
  const bool ends =
      rest.empty() || (rules_.separator.is_blanks() ? rest.front() == ' ' || rest.front() == '\t'
                                                    : rest.starts_with(rules_.separator.text()));
  return ends ? nullptr : "text after a closing quote";
}

NumberProblem parse_rating(std::string_view text, float& value) noexcept {
  const char* const last = text.data() + text.size();
  if (!text.empty() && scan_short_decimal(text.data(), last, value) == last)
    return std::abs(value) <= largest_rating ? NumberProblem::none : NumberProblem::too_large;
  text = trimmed(text);
  if (text.size() > 1 && text[0] == '+' && text[1] != '-') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument)
    return NumberProblem::not_a_number;
  if (error == std::errc::result_out_of_range) {
    // The same error stands for too small a number, which a double may still tell from too large a one.
    double wide = 0;
    const auto again = std::from_chars(text.data(), text.data() + text.size(), wide);
    const bool small = again.ec == std::errc{} ? std::abs(wide) < 1
                                               : text.find("e-") != text.npos || text.find("E-") != text.npos;
    return small ? NumberProblem::too_small : NumberProblem::too_large;
  }
  if (!std::isfinite(value)) return NumberProblem::not_finite;
  if (std::abs(value) > largest_rating) return NumberProblem::too_large;
  return value == 0 || std::isnormal(value) ? NumberProblem::none : NumberProblem::too_small;
}

const char* describe(NumberProblem problem) noexcept {
  switch (problem) {
    case NumberProblem::none:
      return "is a number";
    case NumberProblem::not_a_number:
      return "is not a number";
    case NumberProblem::not_finite:
      return "is not finite";
    case NumberProblem::too_large:
      return "is out of the range of ratings, -1000000 to 1000000";
    case NumberProblem::too_small:
      return "is too small for single precision: write 0";
  }
  return "is unknown";
}

std::optional<std::int64_t> parse_canonical_integer(std::string_view text) noexcept {
  const bool negative = !text.empty() && text.front() == '-';
  const std::string_view digits = text.substr(negative ? 1 : 0);
  if (digits.empty() || digits.size() > 19) return std::nullopt;
  if (digits.front() == '0' && (negative || digits.size() > 1)) return std::nullopt;
  if (digits.size() < 19) {
    std::int64_t value = 0;
    for (const char c : digits) {
      if (!is_digit(c)) return std::nullopt;
      value = value * 10 + (c - '0');
    }
    return negative ? -value : value;
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string shortest_text(float value) { return shortest(value); }
std::string shortest_text(double value) { return shortest(value); }

namespace {

/// Bytes of the space that `text` begins with: ASCII, no-break, ideographic, U+2000 to U+200B, U+202F,
/// U+205F, U+FEFF.
std::size_t leading_space(std::string_view text) noexcept {
  if (text.empty()) return 0;
  if (text.front() == ' ' || (text.front() >= '\t' && text.front() <= '\r')) return 1;
  if (text.starts_with("\xc2\xa0")) return 2;
  if (text.size() < 3) return 0;
  const std::string_view three = text.substr(0, 3);
  if (three.starts_with("\xe2\x80")) {
    const auto last = static_cast<unsigned char>(three[2]);
    return (last >= 0x80 && last <= 0x8b) || last == 0xaf ? 3 : 0;
  }
  return three == "\xe2\x81\x9f" || three == "\xe3\x80\x80" || three == "\xef\xbb\xbf" ? 3 : 0;
}

std::size_t trailing_space(std::string_view text) noexcept {
  for (const std::size_t size : {std::size_t{1}, std::size_t{2}, std::size_t{3}})
    if (text.size() >= size && leading_space(text.substr(text.size() - size)) == size) return size;
  return 0;
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
  const auto plain = [](char c) { return c > ' '; };  // printable ASCII
  if (!text.empty() && plain(text.front()) && plain(text.back())) return text;
  while (const std::size_t size = leading_space(text)) text.remove_prefix(size);
  while (const std::size_t size = trailing_space(text)) text.remove_suffix(size);
  return text;
}

std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0) plain += static_cast<char>(std::tolower(byte));
  }
  return plain;
}

}  // namespace crucible
