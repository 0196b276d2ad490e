#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace crucible {

/// The parts of a date and a time of day, as they are read one by one.
struct CalendarTime {
  int year = 0;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  int zone_minutes = 0;  ///< east of UTC
  bool fraction = false;

  /// Seconds since 1970, UTC; nothing if there is no such time.
  std::optional<std::int64_t> seconds() const noexcept;
};

/// Takes exactly `count` digits off `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t count) noexcept;
/// Takes 1 to `most` digits off `text`.
std::optional<int> take_number(std::string_view& text, std::size_t most) noexcept;
/// Takes `expected` off `text` if it stands there.
bool take_char(std::string_view& text, char expected) noexcept;
/// Takes a fraction's digits off `text`; notes whether one is not zero.
bool take_fraction(std::string_view& text, CalendarTime& time) noexcept;
/// Takes Z, UTC, GMT, +hh, +hhmm or +hh:mm off `text`.
bool take_zone(std::string_view& text, CalendarTime& time) noexcept;
/// Takes AM or PM off `text` and corrects the hour.
bool take_half(std::string_view& text, CalendarTime& time) noexcept;
/// Takes all of `text` as hh:mm[:ss[.fraction]] [AM|PM] [zone]; nothing at all is midnight.
bool take_day_time(std::string_view text, CalendarTime& time) noexcept;

/// Takes all of `text` by a pattern of strptime's directives.
bool take_pattern(std::string_view text, std::string_view pattern, CalendarTime& time) noexcept;
/// The first directive of `pattern` that is not known; 0 if all are.
char unknown_directive(std::string_view pattern) noexcept;

}  // namespace crucible
