#include "crucible/text/import_text.hpp"
#include "import_case.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::ImportFolder;
using testing::refusal;
using testing::world;

/// The message with which `text` is refused, without the folder's name. Collective.
std::string refused(std::string_view text, ImportOptions options = {}) {
  const ImportFolder folder;
  const std::string path = folder.file("f", text);
  options.files = {path};
  const std::string message = refusal([&] { import_text(world(), options); });
  EXPECT_EQ(message.find(path), 0U) << message;
  return message.size() < path.size() ? message : "f" + message.substr(path.size());
}

const std::string head = "user_id,book_id,rating\n1,1,5\n";

void expect_refusal(const std::string& row, const std::string& message, const ImportOptions& options = {}) {
  EXPECT_EQ(refused(head + row + "\n2,2,2\n", options), "f:3: " + message + " in " + printable(row));
}

TEST(ImportRefusals, BadRowsAreNamedByLineAndText) {
  expect_refusal("1,2", "2 columns instead of 3");
  expect_refusal("1,2,3,4", "4 columns instead of 3");
  expect_refusal("1,2,4e-39", "the rating '4e-39' is too small for single precision: write 0");
  expect_refusal("1,2,\"1,234\"",
                 "the rating '1,234' is a thousand and more with a thousands mark, or a few with a decimal "
                 "comma: say `decimal` comma for that, or take the marks out");
  expect_refusal("1,2,good", "the rating " + printable("good") + " is not a number");
  expect_refusal("1,2,", "the rating " + printable("") + " is missing; `skip_missing` leaves such rows out");
  expect_refusal("1,2,nan",
                 "the rating " + printable("nan") + " is not finite; `skip_missing` leaves such rows out");
  expect_refusal("1,2,-inf", "the rating " + printable("-inf") + " is not finite");
  expect_refusal("1,2,1e99",
                 "the rating " + printable("1e99") + " is out of the range of ratings, -1000000 to 1000000");
  expect_refusal(",2,3", "the user id is empty");
  expect_refusal("1,\"\",3", "the book id is empty");
  const std::string way_out = "; `skip_bad_rows` N leaves up to N such rows out";
  EXPECT_EQ(refused(head + "1,\"2,3\n2,2,2\n"), "f:3: unterminated quote in '1,\"2,3'" + way_out);
  EXPECT_EQ(refused(head + "1,\"2\"x,3\n"), "f:3: text after a closing quote in '1,\"2\"x,3'" + way_out);
  EXPECT_NE(refused(head + "1,a\xff,3\n").find("f:3: the book id 'a\\xff' is not valid UTF-8"),
            std::string::npos);
  EXPECT_NE(refused(head + std::string("1,a\0b,3\n", 8)).find("holds a NUL byte"), std::string::npos);
  EXPECT_NE(refused(head + std::string(1025, 'x') + ",2,3\n").find("is longer than 1024 bytes"),
            std::string::npos);
  EXPECT_NE(refused("1::2::3::noon\n").find("the timestamp 'noon' is neither seconds nor a date"),
            std::string::npos);
  EXPECT_NE(
      refused(head + std::string(3U << 20U, 'x') + "\n1,2,3\n").find("f:3: the line is longer than 1 MiB"),
      std::string::npos);
}

TEST(ImportRefusals, OutOfScale) {
  ImportOptions options;
  options.rows.scale = RatingScale{0.5, 5};
  expect_refusal("1,2,5.5", "the rating " + printable("5.5") + " is outside the scale 0.5:5", options);
  expect_refusal("1,2,0", "the rating " + printable("0") + " is outside the scale 0.5:5", options);
}

TEST(ImportRefusals, TheEarliestBadRowSpeaksAtAnyRankCount) {
  std::string text = head;
  for (int i = 0; i < 500; ++i) text += "7," + std::to_string(i) + (i % 100 == 99 ? ",bad" : ",1") + "\n\n";
  EXPECT_EQ(refused(text).find("f:201: "), 0U);
  ImportOptions options;
  options.skip_bad_rows = 3;
  const std::string message = refused(text, options);
  EXPECT_EQ(message.find("f:801: "), 0U) << message;
  EXPECT_NE(message.find("bad rows before it: 3, as many as `skip_bad_rows` allows"), std::string::npos);
}

TEST(ImportRefusals, LinesAreCountedInTheirOwnFile) {
  const ImportFolder folder;
  ImportOptions options;
  std::string good = head;
  for (int i = 2; i < 100; ++i) good += "1," + std::to_string(i) + ",1\n";
  const std::string bad = folder.file("bad", head + "1,2,3\n1,3,3\n4\n");
  options.files = {folder.file("good", good), bad};
  EXPECT_EQ(refusal([&] { import_text(world(), options); }).find(bad + ":5: "), 0U);
}

TEST(ImportRefusals, BooksOfNetflixMayNotBeSkipped) {
  ImportOptions options;
  options.skip_bad_rows = 100;
  const std::string text = "1:\n1,2,2005-09-06\nx,y\n\xff:\n2,3,2005-09-06\n";
  EXPECT_EQ(refused(text, options).find("f:4: the book id '\\xff' is not valid UTF-8"), 0U);
}

TEST(ImportRefusals, ConflictsUnderError) {
  ImportOptions options;
  options.rows.duplicates = DuplicatePolicy::error;
  EXPECT_EQ(refused("u,b,1\nann,x,4\nbob,y,2\nann,x,4\nbob,y,3.5\nbob,y,2\n", options)
                .find("f: user 'bob' rates book 'y' both 2 and 3.5: "),
            0U);
}

TEST(ImportRefusals, EqualDuplicatesPassUnderError) {
  const ImportFolder folder;
  ImportOptions options;
  options.rows.duplicates = DuplicatePolicy::error;
  options.files = {folder.file("f", "u,b,1\nann,x,4\nann,x,4\n")};
  const ImportReport report = import_text(world(), options).report;
  EXPECT_EQ(report.duplicates, 1);
  EXPECT_EQ(report.conflicts, 0);
}

TEST(ImportRefusals, NothingLeft) {
  EXPECT_EQ(refused("user_id,book_id,rating\n"), "f: holds no ratings");
  ImportOptions options;
  options.rows.ignore_rating = 5;
  EXPECT_EQ(refused(head, options), "f: all 1 ratings have the ignored value");
  options = {};
  options.rows.min_user_ratings = 3;
  EXPECT_EQ(refused(head + "1,2,3\n2,1,1\n", options)
                .find("f: nothing is left of 3 ratings when every user needs 3"),
            0U);
}

TEST(ImportRefusals, HeadersAndDataMistakenForEachOther) {
  ImportOptions options;
  options.header = HeaderUse::no;
  EXPECT_EQ(refused(head, options).find("f:1: a header where a rating should be: "), 0U);
  options.header = HeaderUse::yes;
  EXPECT_EQ(refused("1,2,3\n", options).find("f:1: no header but a rating: "), 0U);
}

TEST(ImportRefusals, MatrixMarketIsCheckedAgainstItsSizes) {
  const std::string mtx = "%%MatrixMarket matrix coordinate integer general\n2 2 2\n1 1 5\n";
  EXPECT_EQ(refused(mtx), "f: declares 2 entries but holds 1; is it cut short?");
  EXPECT_EQ(refused(mtx + "3 1 5\n").find("f:4: the row index '3' is not in 1..2"), 0U);
  EXPECT_EQ(refused(mtx + "1 0 5\n").find("f:4: the column index '0' is not in 1..2"), 0U);
}

TEST(ImportRefusals, FilesThatAreNone) {
  const ImportFolder folder;
  const auto refused_file = [&](const std::string& path) {
    ImportOptions options;
    options.files = {path};
    return refusal([&] { import_text(world(), options); });
  };
  EXPECT_EQ(refused_file(folder.path("none")), folder.path("none") + ": does not exist");
  EXPECT_EQ(refused_file(folder.path("")),
            folder.path("") + ": is a folder without part files (part-00000, ...) in it");
  EXPECT_EQ(refused_file(folder.file("empty", "")), folder.path("empty") + ": is empty");
  EXPECT_EQ(refusal([&] { import_text(world(), {}); }), "no input file");
}

TEST(ImportRefusals, TimesInSomeFilesOnly) {
  const ImportFolder folder;
  ImportOptions options;
  options.files = {folder.file("a", "1,1,1\n"), folder.file("b", "1,2,1,881250949\n")};
  EXPECT_EQ(refusal([&] { import_text(world(), options); }),
            options.files[1] + ": has timestamps, unlike " + options.files[0]);
}

}  // namespace
}  // namespace crucible
