// What a log shows on terminals and elsewhere.
#include "crucible/cli/progress_log.hpp"

#include "sparkline.hpp"

#include <limits>
#include <map>

#include <gtest/gtest.h>

namespace crucible {
namespace {

Lookup variables(std::map<std::string, std::string> values) {
  return [values = std::move(values)](const char* name) {
    const auto at = values.find(name);
    return at == values.end() ? std::string() : at->second;
  };
}

TEST(Terminal, IsLiveUnlessItIsDumb) {
  EXPECT_TRUE(terminal_from(true, 80, variables({{"TERM", "xterm"}})).live);
  EXPECT_FALSE(terminal_from(true, 80, variables({{"TERM", "dumb"}})).live);
  EXPECT_FALSE(terminal_from(false, 80, variables({{"TERM", "xterm"}})).live);
}

TEST(Terminal, HasColoursUnlessNobodyWantsThem) {
  EXPECT_TRUE(terminal_from(true, 80, variables({})).colours);
  EXPECT_TRUE(terminal_from(true, 80, variables({{"NO_COLOR", ""}})).colours);
  EXPECT_FALSE(terminal_from(true, 80, variables({{"NO_COLOR", "1"}})).colours);
  EXPECT_FALSE(terminal_from(true, 80, variables({{"TERM", "dumb"}})).colours);
  EXPECT_FALSE(terminal_from(false, 80, variables({})).colours);
}

TEST(Terminal, GoesByTheFirstVariableOfTheLocale) {
  EXPECT_TRUE(terminal_from(true, 80, variables({{"LANG", "en_GB.UTF-8"}})).utf8);
  EXPECT_TRUE(terminal_from(true, 80, variables({{"LC_CTYPE", "C.utf8"}, {"LANG", "C"}})).utf8);
  EXPECT_FALSE(terminal_from(true, 80, variables({{"LC_ALL", "C"}, {"LANG", "en_GB.UTF-8"}})).utf8);
  EXPECT_FALSE(terminal_from(true, 80, variables({})).utf8);
  EXPECT_EQ(terminal_from(true, 0, variables({})).columns, 80U);
  EXPECT_EQ(terminal_from(true, 40, variables({})).columns, 40U);
}

TEST(Sparkline, GoesFromTheLowestToTheHighest) {
  EXPECT_EQ(sparkline({0, 1, 2, 3, 4, 5, 6, 7}, 20, false), "_.:-=+*#");
  EXPECT_EQ(sparkline({7, 0}, 20, true), "\u2588\u2581");
  EXPECT_EQ(sparkline({9, 1, 2, 3}, 3, false), "_=#") << "the last values count alone";
  EXPECT_EQ(sparkline({2, 2}, 3, false), "__");
  const double largest = std::numeric_limits<double>::max();
  EXPECT_EQ(sparkline({-largest, largest}, 3, false), "_#");
}

TEST(Sparkline, LeavesOutWhatIsNoNumber) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(sparkline({nan, 1, nan, 2}, 20, false), "_#");
  EXPECT_EQ(sparkline({nan, 1}, 20, false), "");
  EXPECT_EQ(sparkline({1, 2}, 1, false), "");
  EXPECT_EQ(sparkline({1, 2}, 0, false), "");
}

/// What a log of `count` steps prints on standard error.
std::string printed(ProgressLog::Level level, const Terminal& terminal, std::int64_t count) {
  ::testing::internal::CaptureStderr();
  ProgressLog log(true, level, terminal);
  Step step;
  for (std::int64_t number = 1; number <= count; ++number) {
    step.number = number;
    step.line = std::to_string(number);
    step.begin = "begin " + step.line;
    step.curve.push_back(static_cast<double>(number));
    step.end = "end";
    log.step(step);
  }
  log.end_progress();
  log.end_progress();  // nothing is printed again
  return ::testing::internal::GetCapturedStderr();
}

TEST(ProgressLog, PrintsTheFirstEachTenthAndTheLastStep) {
  EXPECT_EQ(printed(ProgressLog::Level::normal, {}, 23), "1\n10\n20\n23\n");
  EXPECT_EQ(printed(ProgressLog::Level::normal, {}, 1), "1\n");
  EXPECT_EQ(printed(ProgressLog::Level::normal, {}, 20), "1\n10\n20\n");
  EXPECT_EQ(printed(ProgressLog::Level::verbose, {}, 3), "1\n2\n3\n");
  EXPECT_EQ(printed(ProgressLog::Level::quiet, {}, 3), "");
}

TEST(ProgressLog, PrintsTheLastStepBeforeAWarning) {
  ::testing::internal::CaptureStderr();
  ProgressLog log(true, ProgressLog::Level::normal, {});
  log.step({1, "first", "", {}, ""});
  log.step({2, "second", "", {}, ""});
  log.warning("so");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "first\nsecond\ncrucible: warning: so\n");
}

TEST(ProgressLog, KeepsOneLineOnATerminal) {
  Terminal terminal{true, false, false, 80};
  EXPECT_EQ(printed(ProgressLog::Level::normal, terminal, 2), "\rbegin 1  end\x1b[K\rbegin 2 _# end\x1b[K\n");
  terminal.colours = true;
  EXPECT_EQ(printed(ProgressLog::Level::normal, terminal, 2),
            "\rbegin 1  end\x1b[K\rbegin 2 \x1b[36m_#\x1b[0m end\x1b[K\n");
  terminal.columns = 9;
  EXPECT_EQ(printed(ProgressLog::Level::normal, terminal, 2), "\rbegin 1 \x1b[K\rbegin 2 \x1b[K\n")
      << "a line that wraps cannot be written over";
}

TEST(ProgressLog, WarnsInColourOnATerminal) {
  ::testing::internal::CaptureStderr();
  ProgressLog(true, ProgressLog::Level::normal, {true, true, false, 80}).warning("so");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "crucible: \x1b[33mwarning:\x1b[0m so\n");
}

}  // namespace
}  // namespace crucible
