#include "fields/calendar.hpp"

#include "fields/digits.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>

namespace crucible {

namespace {

constexpr std::array<std::string_view, 12> months{"jan", "feb", "mar", "apr", "may", "jun",
                                                  "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 12> long_months{"january",   "february", "march",    "april",
                                                       "may",       "june",     "july",     "august",
                                                       "september", "october",  "november", "december"};
constexpr std::string_view directives = "YymdeHIMSfzZbBhpaATFD%";
/// Two digits of a year up to here are of this century, as POSIX has it.
constexpr int last_year_of_2000s = 68;

char lower(char c) noexcept { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

bool take_word(std::string_view& text, std::string_view word) noexcept {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (lower(text[i]) != word[i]) return false;
  text.remove_prefix(word.size());
  return true;
}

void skip_blanks(std::string_view& text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
}

bool skip_letters(std::string_view& text) noexcept {
  const std::size_t before = text.size();
  while (!text.empty() && std::isalpha(static_cast<unsigned char>(text.front())) != 0) text.remove_prefix(1);
  return text.size() < before;
}

bool take_month_name(std::string_view& text, CalendarTime& time) noexcept {
  for (const auto& names : {long_months, months})
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!take_word(text, names[i])) continue;
      time.month = static_cast<int>(i) + 1;
      return true;
    }
  return false;
}

bool put(std::optional<int> value, int& part) noexcept {
  part = value.value_or(part);
  return value.has_value();
}

bool take_short_year(std::string_view& text, CalendarTime& time) noexcept {
  const auto year = take_digits(text, 2);
  if (year) time.year = *year + (*year <= last_year_of_2000s ? 2000 : 1900);
  return year.has_value();
}

bool take_directive(char directive, std::string_view& text, CalendarTime& time) noexcept {
  switch (directive) {
    case 'Y':
      return put(take_digits(text, 4), time.year);
    case 'y':
      return take_short_year(text, time);
    case 'm':
      return put(take_number(text, 2), time.month);
    case 'd':
    case 'e':
      skip_blanks(text);
      return put(take_number(text, 2), time.day);
    case 'H':
    case 'I':
      return put(take_number(text, 2), time.hour);
    case 'M':
      return put(take_number(text, 2), time.minute);
    case 'S':
      return put(take_number(text, 2), time.second);
    case 'f':
      return take_fraction(text, time);
    case 'z':
      return take_zone(text, time);
    case 'b':
    case 'B':
    case 'h':
      return take_month_name(text, time);
    case 'p':
      return take_half(text, time);
    case 'T':
      return take_directive('H', text, time) && take_char(text, ':') && take_directive('M', text, time) &&
             take_char(text, ':') && take_directive('S', text, time);
    case 'F':
      return take_directive('Y', text, time) && take_char(text, '-') && take_directive('m', text, time) &&
             take_char(text, '-') && take_directive('d', text, time);
    case 'D':
      return take_directive('m', text, time) && take_char(text, '/') && take_directive('d', text, time) &&
             take_char(text, '/') && take_directive('y', text, time);
    case 'Z':
    case 'a':
    case 'A':
      return skip_letters(text);
    case '%':
      return take_char(text, '%');
    default:
      return false;
  }
}

}  // namespace

std::optional<std::int64_t> CalendarTime::seconds() const noexcept {
  if (month < 1 || day < 1 || year < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  // 60 is a leap second.
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const std::int64_t midnight = std::chrono::sys_days{date}.time_since_epoch().count() * std::int64_t{86400};
  return midnight + hour * 3600 + (minute - zone_minutes) * 60 + second;
}

std::optional<int> take_digits(std::string_view& text, std::size_t count) noexcept {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

std::optional<int> take_number(std::string_view& text, std::size_t most) noexcept {
  std::size_t count = 0;
  while (count < most && count < text.size() && is_digit(text[count])) ++count;
  return count == 0 ? std::nullopt : take_digits(text, count);
}

bool take_char(std::string_view& text, char expected) noexcept {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

bool take_fraction(std::string_view& text, CalendarTime& time) noexcept {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  if (end == 0) return false;
  time.fraction = text.substr(0, end).find_first_not_of('0') != std::string_view::npos;
  text.remove_prefix(end);
  return true;
}

bool take_zone(std::string_view& text, CalendarTime& time) noexcept {
  if (take_word(text, "z") || take_word(text, "utc") || take_word(text, "gmt")) return true;
  const bool west = take_char(text, '-');
  if (!west && !take_char(text, '+')) return false;
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 15) return false;
  const bool colon = take_char(text, ':');
  const auto minutes = take_digits(text, 2);
  if ((colon && !minutes) || minutes.value_or(0) > 59) return false;
  time.zone_minutes = (*hours * 60 + minutes.value_or(0)) * (west ? -1 : 1);
  return true;
}

bool take_half(std::string_view& text, CalendarTime& time) noexcept {
  const bool morning = take_word(text, "am");
  if ((!morning && !take_word(text, "pm")) || time.hour < 1 || time.hour > 12) return false;
  time.hour = time.hour % 12 + (morning ? 0 : 12);
  return true;
}

bool take_day_time(std::string_view text, CalendarTime& time) noexcept {
  if (text.empty()) return true;
  if (!put(take_number(text, 2), time.hour) || !take_char(text, ':')) return false;
  if (!put(take_digits(text, 2), time.minute)) return false;
  if (take_char(text, ':') && !put(take_digits(text, 2), time.second)) return false;
  if ((take_char(text, '.') || take_char(text, ',')) && !take_fraction(text, time)) return false;
  skip_blanks(text);
  if (take_half(text, time)) skip_blanks(text);
  return text.empty() || (take_zone(text, time) && text.empty());
}

bool take_pattern(std::string_view text, std::string_view pattern, CalendarTime& time) noexcept {
  while (!pattern.empty()) {
    const char c = pattern.front();
    pattern.remove_prefix(1);
    if (c == '%' && !pattern.empty()) {
      if (!take_directive(pattern.front(), text, time)) return false;
      pattern.remove_prefix(1);
    } else if (c == ' ') {
      skip_blanks(text);
    } else if (!take_char(text, c)) {
      return false;
    }
  }
  return text.empty();
}

char unknown_directive(std::string_view pattern) noexcept {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') continue;
    if (++i == pattern.size()) return '%';
    if (directives.find(pattern[i]) == std::string_view::npos) return pattern[i];
  }
  return 0;
}

}  // namespace crucible
