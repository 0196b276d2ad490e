#include "fields/times.hpp"

#include "crucible/core/error.hpp"

#include <optional>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

std::optional<std::int64_t> seconds_of(std::string_view text, const TimeRule& rule) {
  ParsedTime time;
  if (!parse_time(text, rule, time)) return std::nullopt;
  return time.seconds;
}

TimeRule rule_of(const std::vector<std::string>& values) {
  bool ambiguous = false;
  const TimeRule rule = time_rule_of(values, ambiguous);
  EXPECT_FALSE(ambiguous);
  return rule;
}

TEST(Times, UnitsAreToldByTheirSize) {
  EXPECT_EQ(describe(rule_of({"978300760"})), "seconds");
  EXPECT_EQ(describe(rule_of({"0", "1500000000000"})), "milliseconds");
  EXPECT_EQ(describe(rule_of({"1500000000000000"})), "microseconds");
  EXPECT_EQ(describe(rule_of({"1.5e18"})), "nanoseconds");
  EXPECT_EQ(describe(rule_of({"0"})), "seconds");
  EXPECT_EQ(describe(rule_of({"", "noon"})), "none");
  EXPECT_EQ(seconds_of("1500000000999", rule_of({"1500000000000"})), 1500000000);
  EXPECT_EQ(seconds_of("-1500", time_rule_named("ms")), -2);
}

TEST(Times, FractionsAndExponentsAreCutAndNoted) {
  const TimeRule rule = rule_of({"881250949"});
  ParsedTime time;
  ASSERT_TRUE(parse_time("881250949.75", rule, time));
  EXPECT_EQ(time.seconds, 881250949);
  EXPECT_TRUE(time.fraction);
  ASSERT_TRUE(parse_time("8.81250949E8", rule, time));
  EXPECT_EQ(time.seconds, 881250949);
  EXPECT_FALSE(time.fraction);
}

TEST(Times, UnitsDoNotMix) {
  const TimeRule rule = rule_of({"978300760"});
  EXPECT_EQ(seconds_of("978300760000", rule), std::nullopt);
  EXPECT_NE(problem_of_time("978300760000", rule).find("seems to count milliseconds"), std::string::npos);
  EXPECT_NE(problem_of_time("2005-09-06", rule).find("is a date where others are seconds"),
            std::string::npos);
  EXPECT_EQ(seconds_of("9783007600", rule), std::nullopt);
  EXPECT_NE(problem_of_time("9783007600", rule).find("between 1900 and 2199"), std::string::npos);
}

TEST(Times, IsoWithTimesFractionsAndZones) {
  const TimeRule iso = rule_of({"2005-09-06"});
  EXPECT_EQ(seconds_of("1970-01-02", iso), 86400);
  EXPECT_EQ(seconds_of("2005-09-06", iso), 1125964800);  // date -u -d 2005-09-06 +%s
  EXPECT_EQ(seconds_of("2005/09/06", iso), 1125964800);
  for (const char* text :
       {"2005-09-06T12:34:56Z", "2005-09-06 12:34:56", "2005-09-06T12:34:56.789+00:00",
        "2005-09-06T14:34:56+0200", "2005-09-06 07:04:56-05:30", "2005-09-06 12:34:56 UTC"})
    EXPECT_EQ(seconds_of(text, iso), 1126010096) << text;
  EXPECT_EQ(seconds_of("2005-09-06T12:34", iso), 1126010040);
  for (const char* text :
       {"", "x", "2005-13-01", "2005-02-29", "2005-9-6", "2005-09-06 25:00:00", "2005-09-06x", "2005-09/06",
        "2005-09-06T", "1899-12-31", "2200-01-01", "2005-09-06T12:34:56+99:00"})
    EXPECT_EQ(seconds_of(text, iso), std::nullopt) << text;
}

TEST(Times, OrdersAndPatternsAreNamed) {
  EXPECT_EQ(seconds_of("09/06/2005", time_rule_named("mdy")), 1125964800);
  EXPECT_EQ(seconds_of("9 6, 2005", time_rule_named("mdy")), 1125964800);
  EXPECT_EQ(seconds_of("9/6/2005 12:34:56 PM", time_rule_named("mdy")), 1126010096);
  EXPECT_EQ(seconds_of("06.09.2005", time_rule_named("dmy")), 1125964800);
  EXPECT_EQ(seconds_of("20050906", time_rule_named("ymd")), 1125964800);
  EXPECT_EQ(seconds_of("20050906123456", time_rule_named("ymd")), 1126010096);
  EXPECT_EQ(seconds_of("Tue Sep 06 14:34:56 +0200 2005", time_rule_named("%a %b %d %H:%M:%S %z %Y")),
            1126010096);
  EXPECT_EQ(seconds_of("6 September 05", time_rule_named("%d %B %y")), 1125964800);
  EXPECT_EQ(seconds_of("31/12/2005", time_rule_named("mdy")), std::nullopt);
  EXPECT_THROW(time_rule_named("%q"), UsageError);
  EXPECT_THROW(time_rule_named("sec"), UsageError);
}

TEST(Times, DatesWithoutMarksAreAmbiguous) {
  bool ambiguous = false;
  time_rule_of(std::vector<std::string>{"20050906", "20051231"}, ambiguous);
  EXPECT_TRUE(ambiguous);
  time_rule_of(std::vector<std::string>{"20050906", "20051331"}, ambiguous);
  EXPECT_FALSE(ambiguous);
}

TEST(Times, TextOfADate) {
  EXPECT_EQ(date_text(893286638), "1998-04-22");
  EXPECT_EQ(date_time_text(893286638), "1998-04-22 23:10:38");
  EXPECT_EQ(date_time_text(-1), "1969-12-31 23:59:59");
}

TEST(Times, DatesWithNamesOfMonthsAreClear) {
  for (const auto& [text, seconds] : std::initializer_list<std::pair<const char*, std::int64_t>>{
           {"Fri Aug 25 13:55:02 -0700 2017", 1503694502},
           {"Fri Aug 25 20:55:02 2017", 1503694502},
           {"Fri, 25 Aug 2017 13:55:02 -0700", 1503694502},
           {"01-Jan-1995", 788918400},
           {"1 Jan 1995", 788918400},
           {"January 1, 1995", 788918400},
           {"Jan 1, 1995 00:00:05", 788918405}}) {
    const std::vector<std::string> values{text};
    bool ambiguous = false;
    const TimeRule rule = time_rule_of(values, ambiguous);
    ASSERT_EQ(rule.form, TimeForm::pattern) << text;
    ParsedTime time;
    ASSERT_TRUE(parse_time(text, rule, time)) << text;
    EXPECT_EQ(time.seconds, seconds) << text;
    EXPECT_NE(problem_of_time("soon", rule).find("as others are"), std::string::npos);
  }
}

}  // namespace
}  // namespace crucible
