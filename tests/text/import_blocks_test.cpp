// Texts of several read blocks whose rows depend on the lines before them, and the lines that are named of
// them.
#include "crucible/text/import_text.hpp"
#include "packed_case.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::expect_same_share;
using testing::ImportFolder;
using testing::packed;
using testing::refusal;
using testing::world;

/// More than rank 0 deals out at a time, so that a book, or the rows before a row, stand in another block.
constexpr std::size_t several_blocks = std::size_t{5} << 20U;

/// Few books with very many ratings each, in Netflix's form.
std::string netflix_text() {
  std::string text;
  for (int book = 1; text.size() < several_blocks; ++book) {
    text += std::to_string(book) + ":\n";
    for (int i = 0; i < 100000; ++i)
      text +=
          std::to_string(1000000 + i * 7 + book) + "," + std::to_string((i + book) % 5 + 1) + ",2005-09-06\n";
  }
  return text;
}

/// A matrix without ids of its rows.
std::string numbered_text() {
  std::string text;
  for (int row = 0; text.size() < several_blocks; ++row) {
    for (int book = 0; book < 120; ++book)
      text +=
          ((row + book) % 7 == 0 ? std::string("NA") : std::to_string((row * book) % 5 + 1) + ".0000000000") +
          (book == 119 ? "\n" : ",");
  }
  return text;
}

std::int64_t lines_of(std::string_view text) { return std::count(text.begin(), text.end(), '\n'); }

void expect_same_packed(const std::string& text, ImportOptions options) {
  const ImportFolder folder;
  options.files = {folder.file("plain", text)};
  const RatingTable plain = import_text(world(), options).table;
  ASSERT_GT(plain.total_ratings, 100000);
  for (const char* suffix : {".gz", ".zst"}) {
    options.files = {folder.file("packed", packed(text, suffix))};
    expect_same_share(import_text(world(), options).table, plain);
  }
}

void expect_line_is_named(const std::string& text, const std::string& bad, ImportOptions options) {
  const ImportFolder folder;
  const std::string line = std::to_string(lines_of(text) + 1);
  for (const std::string& bytes : {text + bad + "\n", packed(text + bad + "\n", ".gz")}) {
    options.files = {folder.file("f", bytes)};
    EXPECT_EQ(refusal([&] { import_text(world(), options); }).find(options.files[0] + ":" + line + ": "), 0U);
  }
}

TEST(ImportBlocks, BooksOfNetflixGoOnInTheNextBlock) { expect_same_packed(netflix_text(), {}); }

TEST(ImportBlocks, RowsAreNumberedOverAllBlocks) {
  ImportOptions options;
  options.format = "wide";
  options.row_ids = HeaderUse::no;
  expect_same_packed(numbered_text(), options);
}

TEST(ImportBlocks, LinesCountFromTheBeginningOfTheFile) {
  expect_line_is_named(netflix_text(), "1,6,noon", {});
  ImportOptions options;
  options.format = "wide";
  options.row_ids = HeaderUse::no;
  expect_line_is_named(numbered_text(), "1,2,3", options);
}

/// The note of merged rows; its example and line empty where there is none.
ImportNote duplicates_of(const ImportReport& report) {
  const auto found = std::find_if(report.notes.begin(), report.notes.end(),
                                  [](const ImportNote& note) { return note.what == "duplicates"; });
  return found == report.notes.end() ? ImportNote() : *found;
}

TEST(ImportDuplicates, AnExampleHasTheLinesOfBothRows) {
  const ImportFolder folder;
  std::string text = "user,book,rating\n";
  for (int i = 0; i < 3000; ++i) text += "u" + std::to_string(i) + ",b" + std::to_string(i % 7) + ",3\n";
  text += "u7,b0,3\nu2998,b2,5\nu2998,b2,5\nx,b0,1\n";
  ImportOptions options;
  for (const std::string& bytes : {text, packed(text, ".gz")}) {
    options.files = {folder.file("f", bytes)};
    const ImportReport report = import_text(world(), options).report;
    EXPECT_EQ(report.duplicates, 3);
    const ImportNote note = duplicates_of(report);
    EXPECT_EQ(note.count, 3);
    EXPECT_EQ(note.line, 3000);
    EXPECT_EQ(note.example, "user 'u2998' and book 'b2', rated 3 and 5, again in line 3003");
  }
}

TEST(ImportDuplicates, RowsOfTwoFilesAndNumbersInOtherSpellings) {
  const ImportFolder folder;
  ImportOptions options;
  options.files = {folder.file("a", "1,10,3\n2.0,10,3\n"), folder.file("b", "3,10,3\n2,+10,4\n")};
  const ImportNote note = duplicates_of(import_text(world(), options).report);
  EXPECT_EQ(note.file, options.files[0]);
  EXPECT_EQ(note.line, 2);
  EXPECT_EQ(note.example, "user '2' and book '10', rated 3 and 4, again in " + options.files[1] + ":2");
}

TEST(ImportDuplicates, BooksOfNetflixAreKnownToEveryRank) {
  const ImportFolder folder;
  std::string text = "5:\n";
  for (int i = 0; i < 4000; ++i) text += std::to_string(i) + ",3,2005-09-06\n";
  text += "3999,4,2005-09-07\n";
  ImportOptions options;
  options.files = {folder.file("f", text)};
  const ImportNote note = duplicates_of(import_text(world(), options).report);
  EXPECT_EQ(note.line, 4001);
  EXPECT_EQ(note.example, "user '3999' and book '5', rated 3 and 4, again in line 4002");
}

TEST(ImportDuplicates, NumberedRowsAndCleanFilesHaveNoLines) {
  const ImportFolder folder;
  ImportOptions options;
  options.files = {folder.file("f", "0 3:4 3:2\n0 3:1\n")};
  const ImportNote note = duplicates_of(import_text(world(), options).report);
  EXPECT_EQ(note.example, "user '1' and book '3', rated 4 and 2");
  EXPECT_EQ(note.file, "");
  options.files = {folder.file("f", "1,2,3\n1,3,3\n")};
  EXPECT_EQ(duplicates_of(import_text(world(), options).report).count, 0);
}

}  // namespace
}  // namespace crucible
