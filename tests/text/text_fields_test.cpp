#include "crucible/text/text_fields.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace crucible {
namespace {

std::vector<std::string> fields_of(const FieldRules& rules, std::string_view line) {
  FieldSplitter splitter(rules);
  if (const char* problem = splitter.split(line)) return {"!", problem};
  std::vector<std::string> fields;
  for (std::size_t i = 0; i < splitter.size(); ++i) fields.emplace_back(splitter[i]);
  return fields;
}

using Fields = std::vector<std::string>;

TEST(FieldSplitter, CutsAtOneByteAndAtSeveral) {
  EXPECT_EQ(fields_of({Separator(","), true, false}, "1,,3"), (Fields{"1", "", "3"}));
  EXPECT_EQ(fields_of({Separator("::"), false, false}, "1::2:3::"), (Fields{"1", "2:3", ""}));
  EXPECT_EQ(fields_of({Separator(" "), false, false}, "  1 \t 2  3 "), (Fields{"1", "2", "3"}));
  EXPECT_EQ(fields_of({Separator(","), true, false}, ""), (Fields{""}));
}

TEST(FieldSplitter, QuotesHideSeparatorsAndDoubleQuotes) {
  const FieldRules csv{Separator(","), true, false};
  EXPECT_EQ(fields_of(csv, R"("a,b","say ""hi""",)"), (Fields{"a,b", R"(say "hi")", ""}));
  EXPECT_EQ(fields_of(csv, R"(5" disk,"")"), (Fields{R"(5" disk)", ""}));
  EXPECT_EQ(fields_of(csv, R"("a)").at(0), "!");
  EXPECT_EQ(fields_of(csv, R"("a"b,c)").at(1), "text after a closing quote");
  EXPECT_EQ(fields_of({Separator(";"), true, true}, R"("a\";b";"c\\")"), (Fields{R"(a";b)", R"(c\)"}));
  EXPECT_EQ(fields_of({Separator(" "), true, false}, R"("a b"  2 3)"), (Fields{"a b", "2", "3"}));
}

TEST(Separator, RefusesWhatNumbersAreMadeOf) {
  for (const char* text : {"", "0", "a", ".", "\"", "-", "::::::::"})
    EXPECT_THROW(Separator{text}, UsageError) << text;
  EXPECT_TRUE(Separator(" ").is_blanks());
}

TEST(ParseRating, RoundsLikeTheLibrary) {
  RandomStream stream(1, RandomPurpose::test);
  for (int i = 0; i < 20000; ++i) {
    std::string text = stream.below(3) == 0 ? "-" : "";
    text += std::to_string(stream.below(std::uint64_t{1} << stream.below(20)) % 1000000);
    if (stream.below(2) == 0)
      text += "." + std::to_string(stream.below(std::uint64_t{1} << stream.below(34)));
    float value = 0;
    ASSERT_EQ(parse_rating(text, value), NumberProblem::none) << text;
    ASSERT_EQ(value, std::strtof(text.c_str(), nullptr)) << text;
  }
}

TEST(ParseRating, TellsWhyNot) {
  float value = 0;
  for (const char* text : {"", " ", "x", "4x", "3,5", "--4", "+-4", ".", "1.2.3", "0x10"})
    EXPECT_EQ(parse_rating(text, value), NumberProblem::not_a_number) << text;
  for (const char* text : {"nan", "inf", "-inf"})
    EXPECT_EQ(parse_rating(text, value), NumberProblem::not_finite);
  EXPECT_EQ(parse_rating("1e39", value), NumberProblem::too_large);
  EXPECT_EQ(parse_rating("1e400", value), NumberProblem::too_large);
  EXPECT_EQ(parse_rating(" +4.5e0 ", value), NumberProblem::none);
  EXPECT_EQ(value, 4.5F);
  EXPECT_EQ(parse_rating("1e-60", value), NumberProblem::too_small);
  EXPECT_EQ(parse_rating("1e-400", value), NumberProblem::too_small);
  EXPECT_EQ(parse_rating("1e-40", value), NumberProblem::too_small);
  EXPECT_EQ(parse_rating("1000001", value), NumberProblem::too_large);
  EXPECT_EQ(parse_rating("-1.5e6", value), NumberProblem::too_large);
  EXPECT_EQ(parse_rating("-1000000", value), NumberProblem::none);
}

TEST(Trimmed, TakesSpaceOfAllKindsOffTheEnds) {
  EXPECT_EQ(trimmed(" \t1 2\r "), "1 2");
  EXPECT_EQ(trimmed("\xc2\xa0\xe2\x80\x8b"
                    "12\xe3\x80\x80\xc2\xa0"),
            "12");
  EXPECT_EQ(trimmed("\xef\xbb\xbf"
                    "1"),
            "1");
  EXPECT_EQ(trimmed("\xc3\xa9"), "\xc3\xa9");
  EXPECT_EQ(trimmed(" \xc2\xa0 "), "");
}

TEST(ParseCanonicalInteger, TakesOnlyWhatReadsBack) {
  EXPECT_EQ(parse_canonical_integer("0"), 0);
  EXPECT_EQ(parse_canonical_integer("-17"), -17);
  EXPECT_EQ(parse_canonical_integer("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(parse_canonical_integer("-9223372036854775808"), INT64_MIN);
  for (const char* text :
       {"", "-", "-0", "007", "+7", "7 ", "9223372036854775808", "12345678901234567890", "1e3"})
    EXPECT_EQ(parse_canonical_integer(text), std::nullopt) << text;
}

TEST(ParseRating, NothingIsNoNumber) {
  float value = 7;
  EXPECT_EQ(parse_rating({}, value), NumberProblem::not_a_number);
  EXPECT_EQ(parse_rating("", value), NumberProblem::not_a_number);
}

}  // namespace
}  // namespace crucible
