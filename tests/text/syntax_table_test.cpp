// The table of syntaxes: what its rows promise the code that goes by them.
#include "crucible/core/error.hpp"
#include "crucible/text/text_format.hpp"
#include "syntax/text_syntax.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(SyntaxTable, NamesAreDistinctAndNoneIsAuto) {
  std::set<std::string> syntaxes;
  for (const TextSyntax* syntax : text_syntaxes()) {
    EXPECT_FALSE(std::string(syntax->name).empty());
    EXPECT_TRUE(syntaxes.insert(syntax->name).second) << syntax->name;
  }
  std::set<std::string> formats{"auto"};
  for (const TextFormat& format : text_formats()) {
    EXPECT_FALSE(std::string(format.name).empty());
    EXPECT_TRUE(formats.insert(format.name).second) << format.name;
  }
}

TEST(SyntaxTable, EveryRowIsComplete) {
  for (const TextSyntax* syntax : text_syntaxes()) {
    EXPECT_FALSE(syntax->formats.empty()) << syntax->name;
    EXPECT_NE(syntax->recognise, nullptr) << syntax->name;
    EXPECT_NE(syntax->resolve, nullptr) << syntax->name;
    EXPECT_NE(syntax->make_parser, nullptr) << syntax->name;
    for (const TextFormat& format : syntax->formats)
      EXPECT_FALSE(std::string(format.summary).empty()) << format.name;
  }
}

TEST(SyntaxTable, EveryFormatOfEverySyntaxIsFoundByItsName) {
  std::size_t count = 0;
  for (const TextSyntax* syntax : text_syntaxes())
    for (const TextFormat& format : syntax->formats) {
      const TextFormat& found = text_formats()[text_format_index(format.name)];
      EXPECT_STREQ(found.name, format.name);
      EXPECT_EQ(found.syntax, syntax) << format.name;
      ++count;
    }
  EXPECT_EQ(text_formats().size(), count);
  EXPECT_EQ(text_format_names().size(), 1 + count);  // and auto
}

TEST(SyntaxTable, AnUnknownNameIsRefusedWithTheNamesThereAre) {
  for (const std::string name : {"", "CSV", "word", "json"}) {
    try {
      text_format_index(name);
      ADD_FAILURE() << name << " is taken";
    } catch (const UsageError& error) {
      for (const TextFormat& format : text_formats())
        EXPECT_NE(std::string(error.what()).find(format.name), std::string::npos) << error.what();
    }
  }
}

}  // namespace
}  // namespace crucible
