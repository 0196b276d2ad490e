#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crucible {

/// How a column of times is written.
enum class TimeForm : std::uint8_t {
  none,
  number,       ///< since 1970, in units of `unit`
  iso,          ///< YYYY-MM-DD, then perhaps a time, a fraction and a zone
  month_first,  ///< month, day, year with any marks between
  day_first,
  year_first,  ///< also without marks: YYYYMMDD[hh[mm[ss]]]
  pattern,     ///< by a pattern of strptime's directives
};

/// Units in a second: 1, 10^3, 10^6, 10^9.
enum class TimeUnit : std::uint8_t { seconds, milliseconds, microseconds, nanoseconds };

/// How times are read. Trivially copyable.
struct TimeRule {
  TimeForm form = TimeForm::none;
  TimeUnit unit = TimeUnit::seconds;
  bool given = false;  ///< by the user, so that a value in another unit's range is no contradiction
  std::uint8_t pattern_size = 0;
  std::array<char, 60> pattern{};

  std::string_view pattern_text() const noexcept { return {pattern.data(), pattern_size}; }
};

/// A time as it was read.
struct ParsedTime {
  std::int64_t seconds = 0;  ///< since 1970, UTC
  bool fraction = false;     ///< a part of a second was left out
};

/// Earliest and latest time that is accepted: 1900-01-01 to 2199-12-31.
inline constexpr std::int64_t earliest_time = -2208988800;
inline constexpr std::int64_t latest_time = 7258118399;

/// Reads `number` of the rule's units, where the rule's form is number. False as for parse_time().
bool time_of_number(std::int64_t number, const TimeRule& rule, ParsedTime& time) noexcept;
/// Reads `text`, blanks around it left out. False if it is no time of this kind: see problem_of_time().
bool parse_time(std::string_view text, const TimeRule& rule, ParsedTime& time) noexcept;
/// Why parse_time() refuses `text`, as words that follow it, with what to do.
std::string problem_of_time(std::string_view text, const TimeRule& rule);

/// The rule that the first values of a column suggest; form none where they are no times.
/// `ambiguous`: they may as well be seconds as dates without marks (YYYYMMDD).
TimeRule time_rule_of(std::span<const std::string> values, bool& ambiguous);

/// The rule that the user names: s, ms, us, ns, iso, mdy, dmy, ymd, or a pattern with %. "auto" is form none.
/// Throws UsageError naming `time_format`.
TimeRule time_rule_named(const std::string& name);

/// "seconds", "milliseconds", ..., "ISO 8601", ... for messages.
std::string describe(const TimeRule& rule);

/// 893286638 as "1998-04-22"; with the time of day "1998-04-22 23:10:38". UTC.
std::string date_text(std::int64_t seconds);
std::string date_time_text(std::int64_t seconds);

}  // namespace crucible
