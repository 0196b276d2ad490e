#include "ids/id_rules.hpp"

#include "crucible/core/utf8.hpp"
#include "crucible/text/text_fields.hpp"
#include "fields/digits.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

/// Exponent from which on spreadsheets write whole numbers as 9.78014E+12.
constexpr int least_rounded = 11;

/// True for such a number with fewer digits than it stands for.
bool is_rounded_number(std::string_view id) noexcept {
  if (id.size() < 5 || id[id.size() - 3] != '+' || !is_digit(id[id.size() - 2]) || !is_digit(id.back()))
    return false;
  const char mark = id[id.size() - 4];
  const std::string_view mantissa = id.substr(0, id.size() - 4);
  const auto digits = std::count_if(mantissa.begin(), mantissa.end(), is_digit);
  const int exponent = 10 * (id[id.size() - 2] - '0') + (id.back() - '0');
  const bool number = mantissa.find_first_not_of("0123456789.,") == std::string_view::npos;
  return (mark == 'E' || mark == 'e') && number && exponent >= least_rounded && digits <= exponent;
}

}  // namespace

const char* problem_of_id(std::string_view id) noexcept {
  if (id.empty()) return "is empty";
  if (id.size() > longest_id) return "is longer than 1024 bytes";
  if (is_rounded_number(id))
    return "seems to be rounded by a spreadsheet, which makes one id of several: write the column as text "
           "there";
  const auto plain = [](char c) { return c >= ' '; };  // ASCII without control characters
  if (std::all_of(id.begin(), id.end(), plain)) return nullptr;
  if (id.find_first_of("\r\n") != std::string_view::npos)
    return "holds a line end: is a quote in it part of the text? then give a `format` without quotes";
  if (id.find('\0') != std::string_view::npos) return "holds a NUL byte";
  return is_utf8(id) ? nullptr : "is not valid UTF-8 (is the file Latin-1? then say `encoding` latin-1)";
}

std::string problem_of_rating(float rating, const RowPolicy& policy) {
  if (!std::isfinite(rating)) return describe(NumberProblem::not_finite);
  if (std::abs(rating) > largest_rating) return describe(NumberProblem::too_large);
  if (rating != 0 && !std::isnormal(rating)) return describe(NumberProblem::too_small);
  if (!policy.scale) return {};
  // In single precision on both sides, so that 0.1 is not below a scale that begins at 0.1.
  const bool inside =
      rating >= static_cast<float>(policy.scale->low) && rating <= static_cast<float>(policy.scale->high);
  if (inside) return {};
  return "is outside the scale " + shortest_text(policy.scale->low) + ":" + shortest_text(policy.scale->high);
}

}  // namespace crucible
