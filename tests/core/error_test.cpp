#include "crucible/core/error.hpp"

#include "crucible/core/index_range.hpp"
#include "crucible/core/narrow.hpp"
#include "crucible/core/utf8.hpp"

#include <cstdint>

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(Error, InputErrorNamesFileAndLine) {
  const InputError error("a.csv", 12, "bad");
  EXPECT_STREQ(error.what(), "a.csv:12: bad");
  EXPECT_EQ(error.exit_code(), ExitCode::bad_input);
  EXPECT_EQ(IoError("a.csv", "gone").exit_code(), ExitCode::failed);
}

TEST(Printable, EscapesWhatATerminalShouldNotSee) {
  EXPECT_EQ(printable("a\x1b[31m"), "'a\\x1b[31m'");
  EXPECT_EQ(printable("\xff"), "'\\xff'");
  EXPECT_EQ(printable("é"), "'é'");
  EXPECT_LE(printable(std::string(500, 'x')).size(), 130U);
}

TEST(Narrow, ThrowsRatherThanWraps) {
  EXPECT_EQ(narrow<int>(std::int64_t{7}), 7);
  EXPECT_THROW(narrow<int>(std::int64_t{1} << 31), LogicError);
  EXPECT_THROW(narrow<std::uint32_t>(-1), LogicError);
}

TEST(EvenPart, CoversAllOnceAndAgreesWithItsInverse) {
  for (const std::int64_t count : {0, 1, 5, 6, 7, 100})
    for (const std::int64_t parts : {1, 2, 3, 7}) {
      std::int64_t next = 0;
      for (std::int64_t p = 0; p < parts; ++p) {
        const IndexRange range = even_part(count, parts, p);
        EXPECT_EQ(range.begin, next);
        for (std::int64_t i = range.begin; i < range.end; ++i) EXPECT_EQ(even_part_of(count, parts, i), p);
        next = range.end;
      }
      EXPECT_EQ(next, count);
    }
}

TEST(Utf8, RefusesOverlongSurrogateAndTruncated) {
  EXPECT_TRUE(is_utf8("Ü 漢 😀"));
  EXPECT_FALSE(is_utf8("\xc0\x80"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xe6\xbc"));
  EXPECT_EQ(latin1_to_utf8("\xe9"), "é");
}

}  // namespace
}  // namespace crucible
