#include "fields/rating_text.hpp"

#include <string>

#include <gtest/gtest.h>

namespace crucible {
namespace {

std::string problem_of(std::string_view text, DecimalMark mark = DecimalMark::automatic) {
  float value = 0;
  bool comma = false;
  const char* problem = parse_written_rating(text, mark, value, comma);
  return problem == nullptr ? "" : problem;
}

void expect_value(std::string_view text, float expected, bool with_comma,
                  DecimalMark mark = DecimalMark::automatic) {
  float value = 0;
  bool comma = false;
  EXPECT_EQ(parse_written_rating(text, mark, value, comma), nullptr) << text;
  EXPECT_EQ(value, expected) << text;
  EXPECT_EQ(comma, with_comma) << text;
}

TEST(WrittenRating, DecimalCommas) {
  expect_value("4,5", 4.5F, true);
  expect_value(" -0,25 ", -0.25F, true);
  expect_value("0,125", 0.125F, true);
  expect_value("4.5", 4.5F, false);
  expect_value("1,234", 1.234F, true, DecimalMark::comma);
  EXPECT_NE(problem_of("4,5", DecimalMark::point), "");
  EXPECT_NE(problem_of("4.5", DecimalMark::comma), "");
}

TEST(WrittenRating, ThousandsMarksAreRefused) {
  for (const char* text : {"1,234", "-12,345"})
    EXPECT_NE(problem_of(text).find("`decimal` comma"), std::string::npos) << text;
  for (const char* text : {"1,234,567", "1.234,5", "1,234.5", "1'234"})
    EXPECT_NE(problem_of(text).find("has a thousands mark"), std::string::npos) << text;
  for (const char* text : {",", "4,", "a,b", "4,5x"}) {
    const std::string problem = problem_of(text);
    EXPECT_TRUE(!problem.empty() || std::string(text) == "4,") << text;
  }
}

TEST(MissingWord, WhatToolsWrite) {
  for (const char* text : {"", " ", "NA", "n/a", "NaN", "null", "NULL", "None", "\\N", "-", "?", "<NA>"})
    EXPECT_TRUE(is_missing_word(text)) << text;
  for (const char* text : {"0", "nano", "N", "--", "inf"}) EXPECT_FALSE(is_missing_word(text)) << text;
}

}  // namespace
}  // namespace crucible
