#include "fields/times.hpp"

#include "crucible/core/error.hpp"
#include "crucible/text/text_fields.hpp"
#include "fields/calendar.hpp"
#include "fields/rating_text.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <optional>

namespace crucible {

namespace {

/// Units in a second, by TimeUnit.
constexpr std::array<std::int64_t, 4> per_second{1, 1'000, 1'000'000, 1'000'000'000};
constexpr std::array<const char*, 4> unit_names{"seconds", "milliseconds", "microseconds", "nanoseconds"};
/// Below this, in magnitude, a number counts seconds; below a thousand times that milliseconds; and so on.
/// So 1973 to 5138 is read right in each unit.
constexpr double seconds_below = 1e11;

bool in_range(std::int64_t seconds) noexcept { return seconds >= earliest_time && seconds <= latest_time; }

TimeUnit unit_of(double value) noexcept {
  std::uint8_t unit = 0;
  for (double limit = seconds_below; std::abs(value) >= limit && unit < 3; limit *= 1000) ++unit;
  return static_cast<TimeUnit>(unit);
}

/// True for a number in the range of another unit than the column's.
bool is_other_unit(double number, const TimeRule& rule) noexcept {
  return !rule.given && number != 0 && unit_of(number) != rule.unit;
}

/// A number of units: whole where the text is an integer, else `real`.
struct TimeNumber {
  bool whole = true;
  std::int64_t integer = 0;
  double real = 0;
};

std::optional<TimeNumber> number_of(std::string_view text) noexcept {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  TimeNumber number;
  const char* const last = text.data() + text.size();
  const auto whole = std::from_chars(text.data(), last, number.integer);
  number.real = static_cast<double>(number.integer);
  if (whole.ec == std::errc{} && whole.ptr == last) return number;
  const auto real = std::from_chars(text.data(), last, number.real);
  if (real.ec != std::errc{} || real.ptr != last || !std::isfinite(number.real)) return std::nullopt;
  number.whole = false;
  return number;
}

bool parse_number(std::string_view text, const TimeRule& rule, ParsedTime& time) noexcept {
  const auto number = number_of(text);
  if (!number) return false;
  if (number->whole) return time_of_number(number->integer, rule, time);
  if (is_other_unit(number->real, rule)) return false;
  const std::int64_t units = per_second[static_cast<std::size_t>(rule.unit)];
  const double seconds = number->real / static_cast<double>(units);
  if (std::abs(seconds) > seconds_below) return false;
  time.seconds = static_cast<std::int64_t>(std::floor(seconds));
  time.fraction = std::floor(seconds) != seconds;
  return in_range(time.seconds);
}

bool take_iso(std::string_view text, CalendarTime& time) noexcept {
  const auto year = take_digits(text, 4);
  if (!year || text.empty()) return false;
  const char mark = text.front();
  if ((mark != '-' && mark != '/' && mark != '.') || !take_char(text, mark)) return false;
  const auto month = take_digits(text, 2);
  if (!month || !take_char(text, mark)) return false;
  const auto day = take_digits(text, 2);
  if (!day) return false;
  time.year = *year;
  time.month = *month;
  time.day = *day;
  if (text.empty()) return true;
  const bool zone_alone = text == "Z" || text == "z";
  if (!take_char(text, 'T') && !take_char(text, 't') && !take_char(text, ' ')) return zone_alone;
  text = trimmed(text);
  return !text.empty() && take_day_time(text, time);
}

/// Takes marks between the numbers of a date off `text`; at least one.
bool take_marks(std::string_view& text) noexcept {
  const std::size_t end = std::min(text.find_first_not_of("/.-, "), text.size());
  text.remove_prefix(end);
  return end > 0;
}

bool take_compact(std::string_view text, CalendarTime& time) noexcept {
  const std::string_view all = text;
  constexpr std::string_view longest = "%Y%m%d%H%M%S";
  const bool fits = all.size() >= 8 && all.size() <= 14 && all.size() % 2 == 0;
  if (!fits || all.find_first_not_of("0123456789") != std::string_view::npos) return false;
  // Each directive takes two digits, but the first one four.
  return take_pattern(all, longest.substr(0, all.size() - 2), time);
}

/// True for a date without marks, with or without the time of day, that ratings may have.
bool is_compact_date(std::string_view text) noexcept {
  constexpr std::string_view of_floats = ".0";
  if (text.ends_with(of_floats)) text.remove_suffix(of_floats.size());
  CalendarTime calendar;
  if (!take_compact(text, calendar)) return false;
  const auto seconds = calendar.seconds();
  return seconds && in_range(*seconds);
}

/// Three numbers with marks between them, then perhaps a time of day.
bool take_ordered(std::string_view text, TimeForm form, CalendarTime& time) noexcept {
  if (form == TimeForm::year_first && take_compact(text, time)) return true;
  const std::array<int*, 3> order =
      form == TimeForm::month_first ? std::array<int*, 3>{&time.month, &time.day, &time.year}
      : form == TimeForm::day_first ? std::array<int*, 3>{&time.day, &time.month, &time.year}
                                    : std::array<int*, 3>{&time.year, &time.month, &time.day};
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && !take_marks(text)) return false;
    const bool year = order[i] == &time.year;
    const auto part = year ? take_digits(text, 4) : take_number(text, 2);
    if (!part) return false;
    *order[i] = *part;
  }
  if (text.empty()) return true;
  if (!take_marks(text) && !take_char(text, 'T')) return false;
  return take_day_time(text, time);
}

bool take_calendar(std::string_view text, const TimeRule& rule, CalendarTime& time) noexcept {
  if (rule.form == TimeForm::iso) return take_iso(text, time);
  if (rule.form == TimeForm::pattern) return take_pattern(text, rule.pattern_text(), time);
  return take_ordered(text, rule.form, time);
}

/// True for three numbers of which it is open whether day or month comes first.
bool looks_like_date(std::string_view text) noexcept {
  CalendarTime time;
  return take_ordered(text, TimeForm::month_first, time) || take_ordered(text, TimeForm::day_first, time);
}

struct NamedRule {
  const char* name;
  TimeForm form;
  TimeUnit unit;
};
constexpr std::array<NamedRule, 8> named_rules{{
    {"s", TimeForm::number, TimeUnit::seconds},
    {"ms", TimeForm::number, TimeUnit::milliseconds},
    {"us", TimeForm::number, TimeUnit::microseconds},
    {"ns", TimeForm::number, TimeUnit::nanoseconds},
    {"iso", TimeForm::iso, TimeUnit::seconds},
    {"mdy", TimeForm::month_first, TimeUnit::seconds},
    {"dmy", TimeForm::day_first, TimeUnit::seconds},
    {"ymd", TimeForm::year_first, TimeUnit::seconds},
}};

/// Forms with the name of a month, which can be read in one way only: those of C's ctime and of Twitter and
/// Goodreads, of mails, of web pages.
constexpr std::array<std::string_view, 8> clear_patterns{"%a %b %d %H:%M:%S %Y",
                                                         "%a %b %d %H:%M:%S %z %Y",
                                                         "%a, %d %b %Y %H:%M:%S %z",
                                                         "%d %b %Y",
                                                         "%d-%b-%Y",
                                                         "%b %d, %Y",
                                                         "%d %b %Y %H:%M:%S",
                                                         "%b %d, %Y %H:%M:%S"};

TimeRule rule_of_pattern(std::string_view pattern, bool given) {
  TimeRule rule{TimeForm::pattern, TimeUnit::seconds, given};
  std::copy(pattern.begin(), pattern.end(), rule.pattern.begin());
  rule.pattern_size = static_cast<std::uint8_t>(pattern.size());
  return rule;
}

/// The clear pattern that `text` has; form none where it has none.
TimeRule clear_rule_of(std::string_view text) {
  ParsedTime time;
  for (const std::string_view pattern : clear_patterns)
    if (const TimeRule rule = rule_of_pattern(pattern, false); parse_time(text, rule, time)) return rule;
  return {};
}

}  // namespace

bool time_of_number(std::int64_t number, const TimeRule& rule, ParsedTime& time) noexcept {
  if (is_other_unit(static_cast<double>(number), rule)) return false;
  const std::int64_t units = per_second[static_cast<std::size_t>(rule.unit)];
  time.seconds = number / units;
  const std::int64_t rest = number % units;
  if (rest < 0) --time.seconds;
  time.fraction = rest != 0;
  return in_range(time.seconds);
}

bool parse_time(std::string_view text, const TimeRule& rule, ParsedTime& time) noexcept {
  text = trimmed(text);
  if (rule.form == TimeForm::number) return parse_number(text, rule, time);
  CalendarTime calendar;
  if (!take_calendar(text, rule, calendar)) return false;
  const auto seconds = calendar.seconds();
  if (!seconds || !in_range(*seconds)) return false;
  time = {*seconds, calendar.fraction};
  return true;
}

std::string problem_of_time(std::string_view text, const TimeRule& rule) {
  text = trimmed(text);
  const auto number = number_of(text);
  if (rule.form == TimeForm::number && number) {
    const TimeUnit unit = unit_of(number->real);
    if (rule.given || unit == rule.unit) return "is no time between 1900 and 2199 in " + describe(rule);
    return std::string("seems to count ") + unit_names[static_cast<std::size_t>(unit)] +
           " where others count " + unit_names[static_cast<std::size_t>(rule.unit)] +
           ": if all are the same, say which with `time_format`";
  }
  ParsedTime unused;
  if (rule.form != TimeForm::iso && parse_time(text, {TimeForm::iso}, unused))
    return "is a date where others are " + describe(rule) + ": all must be written in one way";
  if (rule.form == TimeForm::iso && number) return "is a number where others are dates";
  if (rule.given) return "is no time of the form that `time_format` gives, between 1900 and 2199";
  if (rule.form == TimeForm::pattern)
    return "is not written as others are, " + printable(rule.pattern_text());
  if (looks_like_date(text))
    return "may have the month or the day first: say `time_format` mdy or dmy, or a pattern such as "
           "'%m/%d/%Y'";
  return "is neither seconds nor a date (YYYY-MM-DD) between 1900 and 2199; `time_format` takes a pattern "
         "such "
         "as '%d %b %Y'";
}

TimeRule time_rule_of(std::span<const std::string> values, bool& ambiguous) {
  TimeRule rule;
  std::size_t given = 0;
  std::size_t compact = 0;
  for (const std::string& value : values) {
    const std::string_view text = trimmed(value);
    given += is_missing_word(text) ? 0 : 1;
    compact += is_compact_date(text) ? 1 : 0;
    if (rule.form != TimeForm::none) continue;
    const auto number = number_of(text);
    ParsedTime time;
    if (number && number->real != 0)
      rule = {TimeForm::number, unit_of(number->real)};
    else if (!number && parse_time(text, {TimeForm::iso}, time))
      rule = {TimeForm::iso};
    else if (!number)
      rule = clear_rule_of(text);
  }
  const bool zeros = std::any_of(values.begin(), values.end(),
                                 [](const std::string& v) { return number_of(trimmed(v)).has_value(); });
  if (rule.form == TimeForm::none && zeros) rule = {TimeForm::number};
  ambiguous = given > 0 && compact == given;
  return rule;
}

TimeRule time_rule_named(const std::string& name) {
  if (name == "auto") return {};
  for (const NamedRule& rule : named_rules)
    if (name == rule.name) return {rule.form, rule.unit, true};
  const bool pattern = name.find('%') != std::string::npos && name.size() <= TimeRule().pattern.size();
  if (!pattern || unknown_directive(name) != 0)
    throw UsageError("`time_format`: " + printable(name) +
                     " is none of auto, s, ms, us, ns, iso, mdy, dmy, ymd, and no pattern of strptime's "
                     "directives such as '%d.%m.%Y %H:%M'");
  return rule_of_pattern(name, true);
}

std::string describe(const TimeRule& rule) {
  switch (rule.form) {
    case TimeForm::none:
      return "none";
    case TimeForm::number:
      return unit_names[static_cast<std::size_t>(rule.unit)];
    case TimeForm::iso:
      return "ISO 8601";
    case TimeForm::month_first:
      return "dates, month first";
    case TimeForm::day_first:
      return "dates, day first";
    case TimeForm::year_first:
      return "dates, year first";
    case TimeForm::pattern:
      return "dates as " + printable(rule.pattern_text());
  }
  return "times";
}

std::string date_text(std::int64_t seconds) { return date_time_text(seconds).substr(0, 10); }

std::string date_time_text(std::int64_t seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds{seconds}};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

}  // namespace crucible
