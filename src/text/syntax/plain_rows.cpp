#include "syntax/plain_rows.hpp"

#include "crucible/text/text_fields.hpp"
#include "fields/digits.hpp"
#include "fields/rating_text.hpp"
#include "fields/short_decimal.hpp"
#include "fields/times.hpp"
#include "ids/id_rules.hpp"
#include "syntax/text_syntax.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace crucible {

namespace {

/// Digits that surely fit 64 bits.
constexpr std::ptrdiff_t longest_number = 18;
/// Far below LineReader::longest_line.
constexpr std::ptrdiff_t longest_plain_row = 4096;

/// Reads digits from `at` on; `at` stays where there are none, or too many.
const char* scan_digits(const char* at, const char* end, std::int64_t& value) noexcept {
  const char* const begin = at;
  const char* const last = end - at > longest_number ? at + longest_number : end;
  value = 0;
  for (; at != last && is_digit(*at); ++at) value = value * 10 + (*at - '0');
  return at != end && is_digit(*at) ? begin : at;
}

/// Where the line that ends at `at` has the next one begin; null if it does not end there.
const char* skip_line_end(const char* at, const char* end) noexcept {
  if (at != end && *at == '\n') return at + 1;
  return end - at >= 2 && at[0] == '\r' && at[1] == '\n' ? at + 2 : nullptr;
}

}  // namespace

bool PlainRows::apply_to(const ResolvedFile& file, const ImportOptions& options) {
  const TextLayout& layout = file.layout;
  const bool plain_values = options.missing.empty() && options.decimal != DecimalMark::comma &&
                            !options.rows.scale && !layout.counts;
  const bool plain_times = !layout.timed() || layout.time.form == TimeForm::number;
  if (!layout.preset().syntax->has_plain_rows || !plain_values || !plain_times || layout.rows_depend())
    return false;
  // A line that repeats the header is no row, even if it reads as one.
  PlainRow row;
  const std::string header = file.names + "\n";
  return !layout.header || PlainRows(file).read(header.data(), header.data() + header.size(), row) == nullptr;
}

PlainRows::PlainRows(const ResolvedFile& file)
    : columns_(static_cast<std::size_t>(file.layout.column_count), Field::other),
      separator_(file.layout.fields.separator),
      blanks_(separator_.is_blanks()),
      mark_(separator_.text().front()),
      time_(file.layout.time) {
  constexpr std::array<std::size_t, 4> roles{user_role, book_role, rating_role, time_role};
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const std::int32_t column = file.layout.columns[roles[i]];
    if (column >= 0) columns_[static_cast<std::size_t>(column)] = static_cast<Field>(i);
  }
}

const char* PlainRows::read(const char* at, const char* end, PlainRow& row) const noexcept {
  end = std::min(end, at + std::min(end - at, longest_plain_row));
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i > 0) at = skip_separator(at, end);
    if (at != nullptr) at = read_field(columns_[i], at, end, row);
    if (at == nullptr) return nullptr;
  }
  return skip_line_end(at, end);
}

const char* PlainRows::read_field(Field field, const char* at, const char* end,
                                  PlainRow& row) const noexcept {
  switch (field) {
    case Field::user:
      return read_id(at, end, row.user);
    case Field::book:
      return read_id(at, end, row.book);
    case Field::rating:
      at = scan_short_decimal(at, end, row.rating);
      return std::abs(row.rating) <= largest_rating ? at : nullptr;
    case Field::time:
      return read_time(at, end, row.seconds);
    case Field::other: {
      const char* const after = skip_text(at, end);
      return blanks_ && after == at ? nullptr : after;  // blanks at the end of a line are no column
    }
  }
  return nullptr;
}

const char* PlainRows::read_id(const char* at, const char* end, PlainId& id) const noexcept {
  const char* const begin = at;
  at = scan_digits(at, end, id.number);
  if (at == end) return nullptr;
  const bool ends = *at == mark_ || *at == '\n' || *at == '\r' || (blanks_ && *at == '\t');
  if (ends && at != begin && (*begin != '0' || at - begin == 1)) return at;
  at = skip_text(at, end);
  if (at == nullptr) return nullptr;
  id.number = -1;
  id.text = {begin, static_cast<std::size_t>(at - begin)};
  return problem_of_id(id.text) == nullptr && !is_missing_id(id.text) ? at : nullptr;
}

const char* PlainRows::read_time(const char* at, const char* end, std::int64_t& seconds) const noexcept {
  std::int64_t number = 0;
  const char* const after = scan_digits(at, end, number);
  ParsedTime time;
  if (after == at || !time_of_number(number, time_, time) || time.fraction) return nullptr;
  seconds = time.seconds;
  return after;
}

/// The end of a text of printable ASCII without quotes; null if something else is there.
const char* PlainRows::skip_text(const char* at, const char* end) const noexcept {
  for (; at != end && *at != mark_ && *at != '\n' && *at != '\r'; ++at) {
    if (blanks_ && *at == '\t') return at;
    if (*at <= ' ' || *at > '~' || *at == '"') return nullptr;
  }
  return at;
}

const char* PlainRows::skip_separator(const char* at, const char* end) const noexcept {
  if (at == end) return nullptr;
  if (blanks_) {
    const char* const begin = at;
    while (at != end && (*at == ' ' || *at == '\t')) ++at;
    return at == begin ? nullptr : at;
  }
  const std::string_view separator = separator_.text();
  const std::string_view rest(at, static_cast<std::size_t>(end - at));
  return rest.starts_with(separator) ? at + separator.size() : nullptr;
}

}  // namespace crucible
