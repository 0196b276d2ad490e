#include "columns/column_evidence.hpp"

#include "crucible/text/text_fields.hpp"
#include "fields/digits.hpp"
#include "fields/rating_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <string_view>
#include <unordered_set>

namespace crucible {

namespace {

// Below these a sample says nothing.
constexpr std::size_t least_rows = 4;
constexpr std::size_t many_rows = 20;
/// Kinds of values that a scale of ratings has at most: 0 to 100, or half steps to 10.
constexpr std::size_t most_steps = 101;
constexpr double usual_highest = 100;
constexpr double shaped_share = 0.9;
constexpr double counts_share = 0.1;

constexpr std::array<std::string_view, 9> book_prefixes{"b",     "i",    "m",       "book", "item",
                                                        "movie", "isbn", "product", "film"};
constexpr std::array<std::string_view, 6> user_prefixes{"u", "user", "reader", "uid", "customer", "reviewer"};

bool is_code(char c) { return is_digit(c) || std::isupper(static_cast<unsigned char>(c)) != 0; }

/// A word, perhaps _ or -, and digits.
template <std::size_t n>
bool has_prefix(std::string_view id, const std::array<std::string_view, n>& prefixes) {
  const std::size_t digits = std::min(id.find_first_of("0123456789"), id.size());
  if (digits == id.size() || !all_digits(id.substr(digits))) return false;
  std::string word(id.substr(0, digits));
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  while (!word.empty() && (word.back() == '_' || word.back() == '-')) word.pop_back();
  return std::find(prefixes.begin(), prefixes.end(), word) != prefixes.end();
}

bool is_isbn10(std::string_view id) {
  if (id.size() != 10 || !all_digits(id.substr(0, 9))) return false;
  const char last = id.back();
  if (!is_digit(last) && last != 'X' && last != 'x') return false;
  int sum = is_digit(last) ? last - '0' : 10;
  for (int i = 0; i < 9; ++i) sum += (10 - i) * (id[static_cast<std::size_t>(i)] - '0');
  return sum % 11 == 0;
}

bool is_isbn13(std::string_view id) {
  return id.size() == 13 && all_digits(id) && (id.starts_with("978") || id.starts_with("979"));
}

bool is_book_shaped(std::string_view id) {
  const bool asin = id.size() >= 5 && id.starts_with("B0") && std::all_of(id.begin(), id.end(), is_code);
  const bool imdb = id.size() >= 8 && id.starts_with("tt") && all_digits(id.substr(2));
  return asin || imdb || is_isbn10(id) || is_isbn13(id) || has_prefix(id, book_prefixes);
}

bool is_user_shaped(std::string_view id) {
  const bool amazon = id.size() >= 6 && id.front() == 'A' && std::all_of(id.begin(), id.end(), is_code) &&
                      std::any_of(id.begin(), id.end(), is_digit);
  return amazon || has_prefix(id, user_prefixes);
}

bool shaped(std::size_t count, const ColumnEvidence& column) {
  return column.rows > 0 && static_cast<double>(count) >= shaped_share * static_cast<double>(column.rows);
}

}  // namespace

ColumnEvidence evidence_of(std::span<const std::string> values) {
  ColumnEvidence evidence;
  std::unordered_set<std::string_view> kinds;
  for (const std::string& value : values) {
    const std::string_view text = trimmed(value);
    ++evidence.rows;
    kinds.insert(text);
    evidence.book_shaped += is_book_shaped(text) ? 1 : 0;
    evidence.user_shaped += is_user_shaped(text) ? 1 : 0;
    float number = 0;
    bool comma = false;
    if (is_missing_word(text)) {
      ++evidence.missing;
    } else if (parse_written_rating(text, DecimalMark::automatic, number, comma) == nullptr) {
      const auto exact = static_cast<double>(number);
      evidence.lowest = evidence.numbers == 0 ? exact : std::min(evidence.lowest, exact);
      evidence.highest = evidence.numbers == 0 ? exact : std::max(evidence.highest, exact);
      ++evidence.numbers;
      evidence.whole += std::floor(exact) == exact ? 1 : 0;
      evidence.above_100 += exact > usual_highest ? 1 : 0;
    }
  }
  evidence.distinct = kinds.size();
  return evidence;
}

IdOrderGuess guess_id_order(const ColumnEvidence& first, const ColumnEvidence& second) {
  const bool books[] = {shaped(first.book_shaped, first), shaped(second.book_shaped, second)};
  const bool users[] = {shaped(first.user_shaped, first), shaped(second.user_shaped, second)};
  if ((books[0] && books[1]) || (users[0] && users[1])) return IdOrderGuess::contradictory;
  const bool swapped = books[0] || users[1];
  const bool usual = users[0] || books[1];
  if (swapped && usual) return IdOrderGuess::contradictory;
  return swapped ? IdOrderGuess::book_first : usual ? IdOrderGuess::user_first : IdOrderGuess::unknown;
}

bool may_be_rating(const ColumnEvidence& column) {
  return column.numeric() && std::abs(column.highest) <= usual_highest &&
         std::abs(column.lowest) <= usual_highest &&
         (column.whole < column.numbers || column.distinct <= most_steps);
}

bool looks_like_ids(const ColumnEvidence& column) {
  return column.rows >= least_rows && column.all_whole() && !may_be_rating(column) && column.lowest >= 0 &&
         2 * column.distinct > column.rows;
}

bool looks_like_counts(const ColumnEvidence& column) {
  return column.rows >= many_rows && column.all_whole() && column.lowest >= 0 &&
         static_cast<double>(column.above_100) >= counts_share * static_cast<double>(column.numbers);
}

}  // namespace crucible
