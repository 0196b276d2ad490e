#include "fields/rating_text.hpp"

#include "crucible/text/text_fields.hpp"
#include "fields/digits.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace crucible {

namespace {

constexpr std::array<std::string_view, 10> missing_words{"",     "na",  "n/a", "nan", "null",
                                                         "none", "\\n", "-",   "?",   "<na>"};
constexpr std::size_t longest_missing_word = 4;
constexpr std::array<std::string_view, 12> missing_ids{"NaN",  "nan",  "NA",  "N/A",  "#N/A",   "NULL",
                                                       "null", "None", "\\N", "<NA>", "(null)", "<null>"};
constexpr std::size_t longest_missing_id = 6;
/// Longer texts are no ratings.
constexpr std::size_t longest_rating = 64;
constexpr std::size_t thousands_group = 3;

constexpr const char* has_thousands = "has a thousands mark: write it without";
constexpr const char* either_mark =
    "is a thousand and more with a thousands mark, or a few with a decimal comma: say `decimal` comma for "
    "that, or take the marks out";

std::size_t digits_from(std::string_view text, std::size_t begin) {
  std::size_t end = begin;
  while (end < text.size() && is_digit(text[end])) ++end;
  return end - begin;
}

/// Why the comma in `text`, which is no plain number, cannot be a decimal mark; null if it may be one.
const char* problem_of_comma(std::string_view text, DecimalMark mark) {
  const std::size_t comma = text.find(',');
  if (std::count(text.begin(), text.end(), ',') > 1 || text.find('.') != std::string_view::npos)
    return has_thousands;
  if (mark == DecimalMark::point) return "has a comma where `decimal` says point";
  const std::size_t begin = text.front() == '-' || text.front() == '+' ? 1 : 0;
  const std::size_t before = digits_from(text, begin);
  const std::size_t after = digits_from(text, comma + 1);
  const bool both = before == comma - begin && before >= 1 && before <= thousands_group &&
                    text[begin] != '0' && after == thousands_group && comma + 1 + after == text.size();
  return both && mark == DecimalMark::automatic ? either_mark : nullptr;
}

}  // namespace

bool is_missing_word(std::string_view text) noexcept {
  text = trimmed(text);
  if (text.size() > longest_missing_word) return false;
  std::array<char, longest_missing_word> lower{};
  std::transform(text.begin(), text.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const std::string_view word(lower.data(), text.size());
  return std::find(missing_words.begin(), missing_words.end(), word) != missing_words.end();
}

bool is_missing_id(std::string_view text) noexcept {
  // Ids are many, and hardly one is as short and begins like these.
  if (text.empty() || text.size() > longest_missing_id) return false;
  const char first = text.front();
  const bool may_be =
      first == 'N' || first == 'n' || first == '#' || first == '\\' || first == '<' || first == '(';
  return may_be && std::find(missing_ids.begin(), missing_ids.end(), text) != missing_ids.end();
}

const char* parse_written_rating(std::string_view text, DecimalMark mark, float& value,
                                 bool& comma) noexcept {
  comma = false;
  const NumberProblem problem = parse_rating(text, value);
  if (problem == NumberProblem::none) {
    const bool point = mark == DecimalMark::comma && text.find('.') != std::string_view::npos;
    return point ? "has a point where `decimal` says comma" : nullptr;
  }
  text = trimmed(text);
  if (problem != NumberProblem::not_a_number || text.size() > longest_rating) return describe(problem);
  const bool numeric = text.find_first_not_of("0123456789+-.,eE'") == std::string_view::npos;
  if (numeric && text.find('\'') != std::string_view::npos) return has_thousands;
  if (!numeric || text.find(',') == std::string_view::npos) return describe(problem);
  if (const char* words = problem_of_comma(text, mark)) return words;
  std::array<char, longest_rating> pointed{};
  std::replace_copy(text.begin(), text.end(), pointed.begin(), ',', '.');
  const NumberProblem again = parse_rating({pointed.data(), text.size()}, value);
  comma = again == NumberProblem::none;
  return comma ? nullptr : describe(again);
}

}  // namespace crucible
