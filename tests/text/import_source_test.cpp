// Import of texts that one rank reads and deals out: the same as from plain files.
#include "crucible/text/import_text.hpp"
#include "packed_case.hpp"

#include <filesystem>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::expect_same_share;
using testing::gathered;
using testing::ImportFolder;
using testing::packed;
using testing::PlainTable;
using testing::refusal;
using testing::utf16;
using testing::world;

/// Rows with duplicates whose order counts, more than several blocks of them.
std::string many_rows(int count) {
  std::string text = "user_id,book_id,rating,timestamp\n";
  for (int i = 0; i < count; ++i)
    text += std::to_string(i * 7919LL % 5003) + "," + std::to_string(i * 31LL % 89) + "," +
            std::to_string(i * 13 % 10) + "," + std::to_string(900000000 + i) + "\n";
  return text;
}

RatingTable share_of(const std::string& path, ImportOptions options = {}) {
  options.files = {path};
  return import_text(world(), options).table;
}

PlainTable table_of(const std::string& path) { return gathered(share_of(path)); }

TEST(ImportSource, EveryPackingGivesTheSameTable) {
  const ImportFolder folder;
  const std::string text = many_rows(250000);
  for (const DuplicatePolicy policy : {DuplicatePolicy::last, DuplicatePolicy::first}) {
    ImportOptions options;
    options.rows.duplicates = policy;
    const RatingTable plain = share_of(folder.file("plain", text), options);
    for (const std::string& bytes : {packed(text, ".gz"), packed(text, ".zst"), utf16(text, true)})
      expect_same_share(share_of(folder.file("f", bytes), options), plain);
  }
}

TEST(ImportSource, LineEndsOfEveryKind) {
  const ImportFolder folder;
  const std::string text = many_rows(2000);
  const PlainTable plain = table_of(folder.file("plain", text));
  std::string returns = text;
  std::string mixed;
  std::replace(returns.begin(), returns.end(), '\n', '\r');
  int line = 0;
  for (const char c : text) {
    if (c != '\n')
      mixed += c;
    else
      mixed += ++line % 3 == 0 ? "\r\n" : line % 3 == 1 ? "\r" : "\n";
  }
  EXPECT_EQ(table_of(folder.file("f", returns)), plain);
  EXPECT_EQ(table_of(folder.file("f", mixed)), plain);
  EXPECT_EQ(table_of(folder.file("f", packed(returns, ".gz"))), plain);
}

TEST(ImportSource, QuotedFieldsHoldLineEnds) {
  const ImportFolder folder;
  std::string text = "user_id,book_id,rating,review\n";
  std::string plain_text = text;
  for (int i = 0; i < 3000; ++i) {
    const std::string row =
        std::to_string(i % 50) + "," + std::to_string(i) + "," + std::to_string(i % 5) + ",";
    text += row + "\"good\n1,2,3,\"\"x\"\"\n\nbad\"\n";
    plain_text += row + "x\n";
  }
  const PlainTable plain = table_of(folder.file("plain", plain_text));
  EXPECT_EQ(table_of(folder.file("f", text)), plain);
  EXPECT_EQ(table_of(folder.file("f", packed(text, ".bz2"))), plain);
}

TEST(ImportSource, BadRowsAreNamedByTheirLineInTheText) {
  const ImportFolder folder;
  std::string text = many_rows(200000);
  for (const int line : {150001, 180001}) {
    std::size_t at = 0;
    for (int i = 1; i < line; ++i) at = text.find('\n', at) + 1;
    text.replace(at, text.find('\n', at) - at, "1,2,odd,4");
  }
  const std::string path = folder.file("f", packed(text, ".gz"));
  ImportOptions options;
  options.files = {path};
  EXPECT_EQ(refusal([&] { import_text(world(), options); }),
            path + ":150001: the rating 'odd' is not a number in '1,2,odd,4'");
  options.skip_bad_rows = 1;
  EXPECT_EQ(refusal([&] { import_text(world(), options); }).find(path + ":180001: "), 0U);
  options.skip_bad_rows = 2;
  const ImportResult result = import_text(world(), options);
  ASSERT_EQ(result.report.skipped.size(), 2U);
  EXPECT_EQ(result.report.skipped[0].line, 150001);
  EXPECT_EQ(result.report.rows, 199998);
}

TEST(ImportSource, ABadRowBeforeDamageSpeaksFirst) {
  const ImportFolder folder;
  std::string text = many_rows(200000);
  const std::string whole = packed(text, ".gz");
  const std::string cut = folder.file("cut", whole.substr(0, whole.size() - 100));
  ImportOptions options;
  options.files = {cut};
  EXPECT_NE(refusal([&] { import_text(world(), options); }).find("gzip data: is cut short, at byte"),
            std::string::npos);
  text.replace(text.find('\n') + 1, 1, "x,,");
  const std::string bad = packed(text, ".gz");
  options.files = {folder.file("bad", bad.substr(0, bad.size() - 100))};
  EXPECT_EQ(refusal([&] { import_text(world(), options); }).find(options.files[0] + ":2: "), 0U);
}

TEST(ImportSource, NetflixBooksGoOnFromBlockToBlock) {
  const ImportFolder folder;
  std::string text;
  for (int book = 1; text.size() < (7U << 20U); book *= 3) {
    text += std::to_string(book) + ":\n";
    for (int i = 0; i < 90000; ++i)
      text += std::to_string(i) + "," + std::to_string(i % 5 + 1) + ",2005-09-06\n";
  }
  expect_same_share(share_of(folder.file("f", packed(text, ".zst"))), share_of(folder.file("plain", text)));
}

TEST(ImportSource, PartFilesAreOneText) {
  const ImportFolder folder;
  const std::string text = many_rows(3000);
  const std::string header = text.substr(0, text.find('\n') + 1);
  const std::size_t middle = text.find('\n', text.size() / 2) + 1;
  on_root(world(), [&] { std::filesystem::create_directory(folder.path("out")); });
  folder.file("out/_SUCCESS", "");
  folder.file("out/part-00000", packed("", ".gz"));
  folder.file("out/part-00001", text.substr(0, middle));
  folder.file("out/part-00002", packed(header + text.substr(middle), ".gz"));
  folder.file("out/part-00003", header);
  const PlainTable plain = table_of(folder.file("plain", text));
  EXPECT_EQ(table_of(folder.path("out")), plain);
  folder.file("out/part-00002", text.substr(middle));  // as `split` leaves it
  EXPECT_EQ(table_of(folder.path("out")), plain);
}

TEST(ImportSource, CommentsStandAnywhere) {
  const ImportFolder folder;
  const PlainTable plain = table_of(folder.file("plain", "user,item,rating\n1,2,3\n2,2,4\n"));
  EXPECT_EQ(
      table_of(folder.file("f", "# made by hand\n%\nuser,item,rating\n1,2,3\n# ,2,5 by hand\n2,2,4\n%")),
      plain);
}

}  // namespace
}  // namespace crucible
