// Kinds of files that are easily read wrong in silence: each is read right, or refused with the way out.
#include "crucible/text/import_text.hpp"
#include "import_case.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::ImportFolder;
using testing::refusal;
using testing::world;

using Row = std::array<int, 3>;
using Write = std::function<std::string(const Row& row, int number)>;

/// A line for each of 96 ratings of 12 users and 20 books, or of those from `begin` to `end`.
std::string lines(const Write& write, int begin = 0, int end = 96) {
  std::string text;
  for (int i = begin; i < end; ++i)
    text += write({i / 8 + 1, 101 + (7 * (i % 8) + 3 * (i / 8)) % 20, i % 5 + 1}, i) + "\n";
  return text;
}

std::string joined(std::initializer_list<int> fields, const std::string& mark = ",") {
  std::string line;
  for (const int field : fields) line += (line.empty() ? "" : mark) + std::to_string(field);
  return line;
}

std::string plain(const Row& row, int /*number*/) { return joined({row[0], row[1], row[2]}); }
std::string blanks(const Row& row, int /*number*/) { return joined({row[0], row[1], row[2]}, " "); }
std::string book_first(const Row& row, int /*number*/) { return joined({row[1], row[0], row[2]}); }

using Change = std::function<void(ImportOptions& options)>;

ImportReport read(const std::vector<std::string>& texts, const Change& change = nullptr) {
  const ImportFolder folder;
  ImportOptions options;
  for (std::size_t i = 0; i < texts.size(); ++i)
    options.files.push_back(folder.file("f" + std::to_string(i), texts[i]));
  if (change) change(options);
  return import_text(world(), options).report;
}

void expect_read(const std::vector<std::string>& texts, const std::array<std::int64_t, 3>& counts,
                 const Change& change = nullptr) {
  const ImportReport report = read(texts, change);
  EXPECT_EQ((std::array{report.users, report.books, report.ratings}), counts) << texts.front().substr(0, 60);
}

void expect_refused(const std::string& text, std::initializer_list<const char*> words,
                    const Change& change = nullptr) {
  const std::string problem = refusal([&] { read({text}, change); });
  for (const char* word : words) EXPECT_NE(problem.find(word), std::string::npos) << problem;
}

Change count_as(CountUse use) {
  return [=](ImportOptions& options) { options.count_as = use; };
}
Change columns(std::vector<std::string> names) {
  return [=](ImportOptions& options) { options.columns = names; };
}
Change time_format(const char* name) {
  return [=](ImportOptions& options) { options.time_format = name; };
}
Change format(const char* name, HeaderUse header = HeaderUse::automatic) {
  return [=](ImportOptions& options) {
    options.format = name;
    options.header = header;
  };
}
Change missing(std::vector<std::string> words, bool skip = false) {
  return [=](ImportOptions& options) {
    options.missing = words;
    options.skip_missing = skip;
  };
}

TEST(MisreadKinds, FilesAfterTheFirstHaveItsColumns) {
  expect_read({"book_id,user_id,rating\n" + lines(book_first, 0, 48), lines(book_first, 48)}, {12, 20, 96});
  expect_read(
      {"book_id,user_id,rating\n" + lines(book_first, 0, 48), "user,book,rating\n" + lines(plain, 48)},
      {12, 20, 96});
}

TEST(MisreadKinds, FilesAfterTheFirstMayHaveHeadersOfTheirOwn) {
  expect_read({"user,98,99,100\nu1,1,2,3\nu2,2,,4\n", "user,101,102,103\nu1,1,2,3\nu3,2,,4\n"}, {3, 6, 10});
  const Change named = columns({"reader", "title"});
  expect_read({"reader,title\nr1,t1\nr2,t1\n", "title,reader\nt1,r3\nt2,r3\n"}, {3, 2, 4}, named);
  const std::string problem = refusal([&] { read({"user,item\nu1,b1\n", "src,dst\nu2,b2\n"}); });
  EXPECT_NE(problem.find("of unknown names"), std::string::npos) << problem;
}

TEST(MisreadKinds, OneLongRowIsNoRowName) {
  const std::string text = "user,book,rating,title\n1,2,5,Hello, World\n" +
                           lines([](const Row& row, int number) { return plain(row, number) + ",Plain"; });
  const auto skipping = [](ImportOptions& options) { options.skip_bad_rows = 1; };
  expect_read({text}, {12, 20, 96}, skipping);
  expect_refused(text, {":2: ", "5 columns instead of 4"}, columns({"1", "2", "3"}));
}

TEST(MisreadKinds, RowNamesAreNoUsers) {
  const std::string text = "\"user\" \"item\" \"rating\"\n" + lines([](const Row& row, int number) {
                             return "\"" + std::to_string(number + 1) + "\" " + blanks(row, number);
                           });
  expect_read({text}, {12, 20, 96});
  expect_read({text}, {12, 20, 96}, columns({"user", "item", "rating"}));
  expect_refused(text, {"row names", "`columns`"}, columns({"1", "2", "3"}));
  const std::string unnamed =
      lines([](const Row& row, int number) { return std::to_string(number) + "," + plain(row, number); });
  expect_refused(unnamed, {"numbers the rows", "`columns` 2,3,4"});
  expect_read({unnamed}, {12, 20, 96}, columns({"2", "3", "4"}));
}

TEST(MisreadKinds, IdsThatStandForNoneAreNoIds) {
  const std::string text = "user,item,rating\n" + lines(plain) + "NaN,5,3\n7,null,4\n";
  expect_refused(text, {":98: ", "'NaN'", "`skip_missing`"});
  expect_read({text}, {12, 20, 96}, missing({}, true));
  expect_read({text}, {13, 22, 98}, missing({"unrated"}));
  expect_read({"user,item,rating\nNan,5,3\nna,-,4\n"}, {2, 2, 2});
}

TEST(MisreadKinds, SpreadsheetsRoundLongIds) {
  expect_refused("user,isbn,rating\n1,9.78014E+12,3\n2,9.78015E+12,4\n",
                 {":2: ", "rounded by a spreadsheet"});
  expect_read({"user,isbn,rating\n1,1e+05,3\n2,100000,4\n"}, {2, 1, 2});
}

TEST(MisreadKinds, CountsAreSettledInEveryFormat) {
  const std::string plays = lines([](const Row& row, int number) {
    return "{\"user_id\":" + std::to_string(row[0]) + ",\"item_id\":" + std::to_string(row[1]) +
           ",\"plays\":" + std::to_string(100 * number) + "}";
  });
  expect_refused(plays, {"the key 'plays'", "`count_as`"});
  EXPECT_LT(read({plays}, count_as(CountUse::log)).highest, 10);
  const auto many = [](const Row& row, int number) { return joined({row[0], row[1], 7 * number + 1}, " "); };
  const std::string matrix = "%%MatrixMarket matrix coordinate integer general\n12 200 96\n" + lines(many);
  expect_refused(matrix, {"up to 666", "`count_as`", "`scale`"});
  EXPECT_LT(read({matrix}, count_as(CountUse::log)).highest, 7);
  std::string rows;
  for (int user = 0; user < 12; ++user) {
    rows += std::to_string(user);
    for (int book = 1; book < 9; ++book) rows += " " + joined({book + user, 90 * book}, ":");
    rows += "\n";
  }
  expect_refused(rows, {"up to 720", "`count_as`"});
  EXPECT_EQ(read({rows}, count_as(CountUse::one)).highest, 1);
  EXPECT_EQ(read({rows}, [](ImportOptions& options) { options.rows.scale = {1, 1000}; }).highest, 720);
}

TEST(MisreadKinds, MarksForUnratedAreSeenInEveryFormat) {
  const auto marked = [](const Row& row, int number) {
    return joined({row[0], row[1], number % 4 == 0 ? 99 : row[2]}, " ");
  };
  const std::string matrix = "%%MatrixMarket matrix coordinate real general\n12 200 96\n" + lines(marked);
  expect_refused(matrix, {"the rating 99 stands in 24", "`missing` 99"});
  expect_read({matrix}, {12, 20, 72}, missing({"99"}));
  std::string netflix;
  for (int book = 1; book < 5; ++book) {
    netflix += std::to_string(book) + ":\n";
    for (int user = 0; user < 10; ++user)
      netflix += joined({user, user % 2 == 0 ? -1 : user % 5 + 1}) + ",2005-09-06\n";
  }
  expect_refused(netflix, {"the rating -1", "`missing` -1"});
}

TEST(MisreadKinds, DatesWithoutMarksAreNoSeconds) {
  const auto dated = [](const char* clock) {
    return "user,item,rating,date\n" + lines([=](const Row& row, int number) {
             const std::string date = std::to_string(20100101 + number % 28) + clock;
             return plain(row, number) + "," + (number == 3 ? "" : date);
           });
  };
  for (const char* clock : {"", ".0", "12", "1230", "123059"})
    expect_refused(dated(clock), {"a date without marks", "`time_format` ymd or s"});
  const auto whole = [](const Row& row, int number) {
    return plain(row, number) + "," + std::to_string(20100101 + number % 28) + "1230";
  };
  const ImportReport report = read({"user,item,rating,date\n" + lines(whole)}, time_format("ymd"));
  EXPECT_EQ(report.understood.last_time, "2010-01-28");
  const std::string object = "{\"user_id\": 1, \"item_id\": 2, \"rating\": 3, \"date\": 20100101}\n";
  expect_refused(object, {"a date without marks"});
}

TEST(MisreadKinds, JsonObjectsNeedNotHaveAllKeys) {
  const std::string text =
      "{\"user_id\": 1, \"item_id\": 2, \"rating\": 3}\n"
      "{\"user_id\": 2, \"item_id\": 2, \"rating\": 3, \"timestamp\": 1200000000}\n";
  expect_refused(text, {":1: ", "'timestamp'", "leaves times out"});
  expect_read({text}, {2, 1, 2}, columns({"user_id", "item_id", "rating"}));
}

TEST(MisreadKinds, MatrixMarketInEveryCaseAndWithoutItsBanner) {
  expect_read({"%%matrixmarket MATRIX Coordinate REAL General\n12 200 96\n" + lines(blanks)}, {12, 20, 96});
  expect_refused("12 200 96\n" + lines(blanks), {":1: ", "rows, columns and entries"});
  expect_read({lines(blanks)}, {12, 20, 96});
}

TEST(MisreadKinds, DesignMatricesAndRankingsAreNoRows) {
  const std::string design = lines([](const Row& row, int number) {
    return std::to_string(row[2]) + " " + std::to_string(row[0]) + ":1.0 " + std::to_string(row[1]) +
           ":1 500:0." + std::to_string(number % 9 + 1);
  });
  expect_refused(design, {"libFM", "`row_ids`"});
  expect_refused("2 qid:10 1:0.5 2:1\n1 qid:10 1:0.2 2:2\n", {"a query in each line"});
}

TEST(MisreadKinds, NetflixLinesMayEndInBlanks) {
  expect_read({"103: \n1,3,2005-09-06\n104:\t\n1,4,2005-09-07\n"}, {1, 2, 2});
}

TEST(MisreadKinds, HeadersOfUnknownOrHalfKnownNames) {
  expect_refused("src,dst\nu1,b1\nu2,b2\n", {"of unknown names", "`columns`"});
  expect_refused("title_x,userId,points\n" + lines(plain), {"of unknown names"});
  expect_refused("title_x,userId,points\n" + lines(plain), {"known as the user", "`columns`"},
                 format("csv", HeaderUse::yes));
  expect_read({"userId,title_x,points\n" + lines(plain)}, {12, 20, 96}, format("csv", HeaderUse::yes));
  expect_read({"ann,b1,3\nu2,b2,4\n"}, {2, 2, 2});
}

TEST(MisreadKinds, MatricesWithNamedColumns) {
  const std::string cells = "1,,3,4,5\n,2,3,4,\n5,,,4,3\n";
  expect_refused("101,102,103,104,105\n" + cells, {"names of the columns", "`header`"}, format("wide"));
  expect_read({"101,102,103,104,105\n" + cells}, {3, 5, 10}, format("wide", HeaderUse::yes));
  expect_read({"movieId,u1,u2,u3\nm1,1,,3\nm2,2,4,5\n"}, {3, 2, 5});
  std::string zeros = "user,b1,b2,b3,b4\n";
  for (int user = 0; user < 20; ++user)
    zeros += "u" + std::to_string(user) + ",0,NA,0," + joined({user % 5 + 1}) + "\n";
  expect_refused(zeros, {"the rating 0", "`missing` 0"});
  expect_read({zeros}, {20, 1, 20}, missing({"0"}));
}

TEST(MisreadKinds, IdsMayBeginWithACommentMark) {
  expect_read({"# made by hand\n#1,5,3\n#2,6,4\nu3,5,5\n#4,5,1\n"}, {4, 2, 4});
}

TEST(MisreadKinds, CommentsOfNumbersAreNoRows) {
  const std::string rows = lines([](const Row& row, int number) {
    return blanks(row, number) + " " + std::to_string(874965758 + number);
  });
  expect_read({"% bip weighted\n% 96 12 20\n" + rows}, {12, 20, 96});
  expect_read({"# 96 12 20\n" + lines(blanks)}, {12, 20, 96});
  expect_read({"# Exported 2024,05,17\n" + lines(plain)}, {12, 20, 96});
}

TEST(MisreadKinds, QuotesThatArePartOfTextsTakeNoRowsIn) {
  expect_read({"user,book,comment\nu1,b1,\"Hi all,\nwell, yes, good\"\nu2,b1,x\n"}, {2, 1, 2},
              columns({"user", "book"}));
  expect_refused(
      "user\titem\trating\treview\nu1\tb1\t5\t\"great\nu2\tb2\t4\tgood\nu3\tb3\t4\t\"\nu4\tb4\t4\tx\n",
      {":2: ", "quote", "recbole"});
  expect_refused("user,item\nu1,\"b1\nb2\"\n", {":2: ", "a line end"});
  expect_read({"user,item,rating,review\n1,2,5,\"great\nbook, really\"\n2,2,4,fine\n"}, {2, 1, 2});
}

TEST(MisreadKinds, SeparatorsCutAllLinesAlike) {
  expect_read({"1,Foo; Bar; Baz,5\n2,Qux,4\n3,Zed,3\n"}, {3, 3, 3});
  expect_read({"1\tthe good book\n2\tsome other\n3\ta b c d e\n"}, {3, 3, 3});
}

TEST(MisreadKinds, RepeatedHeadersAreLeftOut) {
  expect_read({"user,item,rating\n1,2,3\nuser,item,rating\n2,2,3\n"}, {2, 1, 2});
  const ImportReport report = read({"user,item\n1,2\nuser,item\n2,2\n"});
  EXPECT_EQ(report.users, 2);
  ASSERT_EQ(report.notes.size(), 1U);
  EXPECT_EQ(report.notes.front().what, "repeated_headers");
  EXPECT_EQ(report.notes.front().line, 3);
}

}  // namespace
}  // namespace crucible
