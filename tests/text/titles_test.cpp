#include "titles/titles.hpp"

#include "crucible/text/import_text.hpp"
#include "packed_case.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::gathered;
using testing::ImportFolder;
using testing::PlainTable;
using testing::refusal;
using testing::world;

using Texts = std::vector<std::string>;

/// All records of a titles file as "id=title", bad ones as "LINE!".
Texts records_of(const ImportFolder& folder, std::string_view text, const std::string& id_column = "") {
  TextStream stream(folder.file("titles", text));
  TitleReader user(stream, TextEncoding::automatic, id_column);
  Texts records;
  while (true) {
    TitleRecord record;
    const auto outcome = user.next(record);
    if (outcome == TitleReader::Outcome::end) return records;
    records.push_back(outcome == TitleReader::Outcome::bad ? std::to_string(user.line()) + "!"
                                                           : record.id + "=" + record.title);
  }
}

TEST(TitleReader, ReadsEveryKindOfFile) {
  const ImportFolder folder;
  EXPECT_EQ(records_of(
                folder,
                "book_id,goodreads_book_id,isbn,title\n1,99,7,\"The Hunger Games (The Hunger Games, #1)\"\n"),
            (Texts{"1=The Hunger Games (The Hunger Games, #1)"}));
  EXPECT_EQ(records_of(folder, "1|GoldenEye (1995)|01-Jan-1995|\n2|Mis\xe9rables|x|\n"),
            (Texts{"1=GoldenEye (1995)", "2=Misérables"}));
  EXPECT_EQ(records_of(folder, "0002844::Fantômas - À l'ombre::Crime|Drama\r\n"),
            (Texts{"0002844=Fantômas - À l'ombre"}));
  EXPECT_EQ(records_of(folder, "movieId,title,genres\n1,\"Say \"\"hi\"\"\",A|B\n"), (Texts{"1=Say \"hi\""}));
  EXPECT_EQ(
      records_of(folder, "\"ISBN\";\"Book-Title\";\"Book-Author\"\n\"0001\";\"A \\\"B\\\"; C\";\"D\"\n"),
      (Texts{"0001=A \"B\"; C"}));
  EXPECT_EQ(records_of(folder,
                       "\xef\xbb\xbf"
                       "7\tDune\n\n8\tEmma\n"),
            (Texts{"7=Dune", "8=Emma"}));
  EXPECT_EQ(records_of(folder, "isbn,asin,title\n1,2,x\n", "ASIN"), (Texts{"2=x"}));
}

TEST(TitleReader, QuotedTitlesMayGoOnInTheNextLine) {
  const ImportFolder folder;
  EXPECT_EQ(records_of(folder, "id,title\n1,\"two\r\nlines\"\n2,next\n3\n4,\"open\n"),
            (Texts{"1=two lines", "2=next", "5!", "6!"}));
}

TEST(TitleReader, TitlesAreCleanAndNotTooLong) {
  const ImportFolder folder;
  EXPECT_EQ(records_of(folder, "id,title\n1, a\tb \n"), (Texts{"1=a b"}));
  std::string text = "x";
  for (int i = 0; i < 600; ++i) text += "é";
  const Texts records = records_of(folder, "id,title\n1," + text + "\n");
  EXPECT_EQ(records.at(0), "1=" + text.substr(0, 1023));
}

TEST(JoinTitles, EveryBookGetsItsOwn) {
  const ImportFolder folder;
  ImportOptions options;
  std::string ratings = "user_id,book_id,rating\n";
  std::string titles = "title,book_id\n";
  Texts expected;
  for (int book = 0; book < 300; ++book) {
    ratings += std::to_string(book % 17) + "," + std::to_string(book) + ",3\n";
    const bool titled = book % 3 != 0;
    if (titled) titles += "Book " + std::to_string(book) + "," + std::to_string(book) + "\n";
    expected.push_back(titled ? "Book " + std::to_string(book) : "");
  }
  titles += "Unrated,1000\nNo number,007\nSecond for 1,1\n";
  options.files = {folder.file("ratings", ratings)};
  options.titles = folder.file("titles", titles);
  const ImportResult result = import_text(world(), options);
  EXPECT_EQ(gathered(result.table).titles, expected);
  EXPECT_EQ(result.report.titles_found, 200);
  EXPECT_EQ(result.report.titles_missing, 100);
  EXPECT_EQ(result.report.titles_unused, 1);
  ASSERT_EQ(result.report.notes.size(), 2U);
  EXPECT_EQ(result.report.notes[0].what, "unused_titles");
  EXPECT_EQ(result.report.notes[0].example, "'1000'");
  EXPECT_EQ(result.report.notes[0].line, 202);
  EXPECT_EQ(result.report.notes[1].what, "untitled_books");
  EXPECT_EQ(result.report.notes[1].count, 100);
  EXPECT_EQ(result.report.notes[1].example, "'0'");
}

TEST(JoinTitles, PackedTitlesAndOtherSpellingsOfNumbersJoin) {
  const ImportFolder folder;
  ImportOptions options;
  options.files = {folder.file("r", "u,1.0,1\nu,2,2\nv,3,3\nv,11,1\n")};
  const std::string titles = "book_id,title\n1,one\n 2.0 ,two\n003,three\n+11,eleven\n04,four\n";
  const Texts expected{"one", "two", "three", "eleven"};
  options.titles = folder.file("t.gz", testing::packed(titles, ".gz"));
  const ImportResult result = import_text(world(), options);
  EXPECT_EQ(gathered(result.table).titles, expected);
  EXPECT_EQ(result.report.titles_unused, 1);
  options.titles = folder.file("t16", testing::utf16(titles, false));
  EXPECT_EQ(gathered(import_text(world(), options).table).titles, expected);
}

TEST(JoinTitles, LeadingZerosCountWhereIdsAreTexts) {
  const ImportFolder folder;
  ImportOptions options;
  options.files = {folder.file("r", "u,01,1\nu,x,2\n")};
  options.titles = folder.file("t", "id,title\n1,one\nx,ex\n");
  EXPECT_EQ(gathered(import_text(world(), options).table).titles, (Texts{"", "ex"}));
}

TEST(JoinTitles, WorksOnTextIdsAfterTheCore) {
  const ImportFolder folder;
  ImportOptions options;
  options.files = {folder.file("r", "u,01,1\nu,02,2\nv,01,3\nv,03,1\nw,03,2\n")};
  options.titles = folder.file("t", "id,title\n03,three\n02,two\n01,one\n");
  options.rows.min_book_ratings = 2;
  const PlainTable table = gathered(import_text(world(), options).table);
  EXPECT_EQ(table.books, (Texts{"01", "03"}));
  EXPECT_EQ(table.titles, (Texts{"one", "three"}));
}

TEST(JoinTitles, BadRecordsAreNamedOrTolerated) {
  const ImportFolder folder;
  ImportOptions options;
  options.files = {folder.file("r", "1,1,1\n1,2,2\n")};
  options.titles = folder.file("t", "id,title\n1,one\n2\n2,two\n");
  EXPECT_EQ(
      refusal([&] { import_text(world(), options); }).find(options.titles + ":3: 1 columns instead of 2"),
      0U);
  options.skip_bad_rows = 1;
  const ImportResult result = import_text(world(), options);
  EXPECT_EQ(gathered(result.table).titles, (Texts{"one", "two"}));
  ASSERT_EQ(result.report.skipped_titles.size(), 1U);
  EXPECT_EQ(result.report.skipped_titles[0].line, 3);
  options.titles = folder.file("t", "a,b,c\n1,2,3\n");
  EXPECT_EQ(refusal([&] { import_text(world(), options); }).find(options.titles + ":1: neither a header"),
            0U);
  options.titles = folder.path("none");
  EXPECT_EQ(refusal([&] { import_text(world(), options); }), options.titles + ": does not exist");
}

}  // namespace
}  // namespace crucible
