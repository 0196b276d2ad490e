// Rows that are read at once are read as by the long way.
#include "syntax/plain_rows.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"
#include "import_case.hpp"
#include "parsed_rows.hpp"

#include <array>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::parse_rows;
using testing::ParsedRows;

const std::string start = "1,2,3,893286638\n2,3,4,893286639\n3,4,5,893286640\n4,5,1,893286641\n";

/// Reads `text` both ways and returns how many lines were taken at once.
std::int64_t plain_lines(const std::string& text, const ImportOptions& options = {}) {
  const ResolvedFile file = resolve_file(text, options, "f");
  const ParsedRows slow = parse_rows(text, file, options, false);
  const ParsedRows fast = parse_rows(text, file, options, true);
  EXPECT_TRUE(fast.same_as(slow)) << text;
  return fast.plain;
}

TEST(PlainRows, TakeAllButTheRowsThatAreShown) {
  EXPECT_EQ(plain_lines(start + "5,6,2.5,893286642\r\nA5,X-6,-.5,893286643\n"), 3);
  EXPECT_EQ(plain_lines("user::item::rating\n1::2::3\n2::3::4\n3::4::5\n4::5::4.5\nB::5::1\n"), 2);
  EXPECT_EQ(plain_lines("1 2 3\n2 3 4\n3 4 5\n4 5\t 1\n5 6 2\n"), 2);
}

TEST(PlainRows, LeaveEachOtherLineToTheLongWay) {
  for (const std::string line : {" 5,6,1,893286642",
                                 "5 ,6,1,893286642",
                                 "\"5\",6,1,893286642",
                                 "05,6,1,893286642",
                                 "5,,1,893286642",
                                 "NaN,6,1,893286642",
                                 "9.78014E+12,6,1,893286642",
                                 "5,6,,893286642",
                                 "5,6,NA,893286642",
                                 "5,6,1e1,893286642",
                                 "5,6,1.2.3,893286642",
                                 "5,6,1000001,893286642",
                                 "5,6,1,893286642000",
                                 "5,6,1,-5",
                                 "5,6,1,893286642,",
                                 "5,6,1",
                                 "5,6,1,893286642\r",
                                 "# 5,6,1,893286642",
                                 "\xc3\xa9,6,1,893286642",
                                 "5,6,+1,893286642",
                                 ""})
    plain_lines(start + line + "\n6,7,2,893286643\n");
}

TEST(PlainRows, BlanksAtTheEndOfALineAreNoColumn) {
  ImportOptions options;
  options.separator = " ";
  options.columns = {"1", "2", "3"};
  EXPECT_EQ(plain_lines("1 2 3 9\n2 3 4 9\n3 4 5 9\n4 5 1 9\n5 6 2 \n6 7 3 9\n", options), 2);
}

TEST(PlainRows, AreNotTakenWhereAnOptionAsksForMore) {
  ImportOptions scaled;
  scaled.rows.scale = RatingScale{1, 4};
  EXPECT_EQ(plain_lines(start + "9,9,5,893286642\n", scaled), 0);
  ImportOptions missing;
  missing.missing = {"3"};
  EXPECT_EQ(plain_lines(start, missing), 0);
  ImportOptions ignoring;
  ignoring.rows.ignore_rating = 4.0;
  EXPECT_EQ(plain_lines(start + "9,9,4,893286642\n9,8,5,893286642\n", ignoring), 2);
}

/// Texts of pieces that mean something, put together at random.
TEST(PlainRows, AgreeOnRandomTexts) {
  constexpr std::array<const char*, 28> pieces{",",    ",",   ",",  "1",   "2",          "07",        "4.5",
                                               ".",    "-",   "A",  "x9",  "\"",         " ",         "\t",
                                               "\n",   "\n",  "5",  "#",   "NA",         "893286640", "0",
                                               "\r\n", "1e3", "%x", "999", "1234567890", "\xa0",      "NaN"};
  std::int64_t plain = 0;
  for (std::uint64_t text = 0; text < 4000; ++text) {
    RandomStream random(7, RandomPurpose::test, text);
    std::string lines = start;
    for (int line = 0; line < 6; ++line) {
      std::array<std::string, 4> fields{"5", "6", "3", "893286650"};
      fields[random.below(4)] = pieces[random.below(pieces.size())];
      if (random.below(3) == 0) fields[random.below(4)] += pieces[random.below(pieces.size())];
      for (std::size_t i = 0; i < 4; ++i) lines += (i == 0 ? "" : ",") + fields[i];
      lines += random.below(8) == 0 ? "\r\n" : "\n";
    }
    try {
      plain += plain_lines(lines);
    } catch (const Error&) {
      // The head alone is refused.
    }
  }
  EXPECT_GT(plain, 8000);
}

}  // namespace
}  // namespace crucible
