#include "crucible/text/import_text.hpp"

#include "crucible/core/random.hpp"
#include "import_case.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::gathered;
using testing::ImportFolder;
using testing::NaiveImport;
using testing::PlainRow;
using testing::PlainTable;
using testing::world;

using Ratings = std::vector<std::tuple<std::int64_t, std::int64_t, float>>;
using Texts = std::vector<std::string>;

struct Imported {
  PlainTable table;
  ImportReport report;
};

/// Imports `text` as one file. Collective.
Imported import(std::string_view text, ImportOptions options = {}) {
  const ImportFolder folder;
  options.files = {folder.file("ratings", text)};
  const ImportResult result = import_text(world(), options);
  return {gathered(result.table), result.report};
}

TEST(ImportText, Goodbooks) {
  const Imported got = import("book_id,user_id,rating\n10,2,5\n9,2,3\n10,1,4\n");
  EXPECT_EQ(got.report.format, "goodbooks");
  EXPECT_EQ(got.table.users, (Texts{"1", "2"}));
  EXPECT_EQ(got.table.books, (Texts{"9", "10"}));
  EXPECT_EQ(got.table.ratings, (Ratings{{0, 1, 4}, {1, 0, 3}, {1, 1, 5}}));
  EXPECT_EQ(got.report.lowest, 3);
  EXPECT_EQ(got.report.highest, 5);
  EXPECT_TRUE(got.table.timestamps.empty());
  EXPECT_TRUE(got.table.titles.empty());
}

TEST(ImportText, MovieLensKeepsLeadingZerosAndTimes) {
  const Imported got = import("2::0104257::8.5::1364690142\n10::1259521::7::1364118447\n2::0000001::1::5\n");
  EXPECT_EQ(got.report.format, "movielens-dat");
  EXPECT_EQ(got.table.users, (Texts{"2", "10"}));
  EXPECT_EQ(got.table.books, (Texts{"0000001", "0104257", "1259521"}));
  EXPECT_EQ(got.table.ratings, (Ratings{{0, 0, 1}, {0, 1, 8.5}, {1, 2, 7}}));
  EXPECT_EQ(got.table.timestamps, (std::vector<std::int64_t>{5, 1364690142, 1364118447}));
}

TEST(ImportText, BookCrossingIsLatin1AndZeroMeansUnrated) {
  const Imported got = import(
      "\"User-ID\";\"ISBN\";\"Book-Rating\"\r\n\"276725\";\"034545104X\";\"0\"\r\n\"276726\";\"0155061224\";"
      "\"5\"\r\n"
      "\"276727\";\"\\\"caf\xe9;\";\"10\"\r\n");
  EXPECT_EQ(got.report.format, "book-crossing");
  EXPECT_EQ(got.report.rows, 3);
  EXPECT_EQ(got.report.ignored, 1);
  EXPECT_EQ(got.table.users, (Texts{"276726", "276727"}));
  EXPECT_EQ(got.table.books, (Texts{"\"café;", "0155061224"}));
  EXPECT_EQ(got.table.ratings, (Ratings{{0, 1, 5}, {1, 0, 10}}));
}

TEST(ImportText, NetflixBooksReachOverRanks) {
  const ImportFolder folder;
  ImportOptions options;
  options.files = {
      folder.file(
          "1",
          "3:\n30,1,2005-09-06\n7,2,2005-09-07\n9,3,2005-09-08\n11,4,2005-09-09\n4:\n5:\n7,5,1970-01-02\n"),
      folder.file("2", "3:\r\n8,5,2005-09-06\r\n")};
  const ImportResult result = import_text(world(), options);
  const PlainTable table = gathered(result.table);
  EXPECT_EQ(result.report.format, "netflix");
  EXPECT_EQ(table.users, (Texts{"7", "8", "9", "11", "30"}));
  EXPECT_EQ(table.books, (Texts{"3", "5"}));
  EXPECT_EQ(table.ratings, (Ratings{{0, 0, 2}, {0, 1, 5}, {1, 0, 5}, {2, 0, 3}, {3, 0, 4}, {4, 0, 1}}));
  EXPECT_EQ(table.timestamps.at(1), 86400);
}

TEST(ImportText, LibmfMatrixMarketAndBlanks) {
  const Ratings expected{{0, 0, 3.5}, {1, 0, -9.25}};
  EXPECT_EQ(import("1 0 3.5\n2\t 0 -9.25\n\n").table.ratings, expected);
  const Imported got =
      import("%%MatrixMarket matrix coordinate real general\n% a note\n2 7 2\n1 7 3.5\n2 7 -9.25\n");
  EXPECT_EQ(got.report.format, "matrix-market");
  EXPECT_EQ(got.table.ratings, expected);
  EXPECT_EQ(got.table.books, (Texts{"7"}));
}

TEST(ImportText, CsvWithOptions) {
  ImportOptions options;
  options.separator = "|";
  options.columns = {"user", "isbn", "mark"};
  options.rows.ignore_rating = 99;
  options.rows.scale = RatingScale{-10, 10};
  const Imported got =
      import("mark|x|isbn|user\n-7.82|a|0345339681|Ann\n99|b|1|Bob\n10|c|\"0|1\"|Ann\n", options);
  EXPECT_EQ(got.table.users, (Texts{"Ann"}));
  EXPECT_EQ(got.table.books, (Texts{"0345339681", "0|1"}));
  EXPECT_EQ(got.table.ratings, (Ratings{{0, 0, -7.82F}, {0, 1, 10}}));
  EXPECT_EQ(got.report.ignored, 1);
}

TEST(ImportText, ScaleIsGivenOrObserved) {
  const ImportFolder folder;
  ImportOptions options;
  options.files = {folder.file("a", "1,1,2\n1,2,4\n")};
  EXPECT_EQ(import_text(world(), options).table.scale_high, 4);
  options.rows.scale = RatingScale{1, 5};
  const RatingTable table = import_text(world(), options).table;
  EXPECT_EQ(table.scale_low, 1);
  EXPECT_EQ(table.scale_high, 5);
}

/// Rows by chance, in file order.
std::vector<PlainRow> random_rows(std::uint64_t seed, std::uint64_t count, std::uint64_t users,
                                  std::uint64_t books,
                                  const std::function<std::string(std::uint64_t)>& book_id) {
  RandomStream stream(seed, RandomPurpose::test);
  std::vector<PlainRow> rows;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t user = stream.below(1 + stream.below(users));
    rows.push_back({std::to_string(user), book_id(stream.below(1 + stream.below(books))),
                    0.5F * static_cast<float>(1 + stream.below(10)),
                    static_cast<std::int64_t>(stream.below(1000))});
  }
  return rows;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

/// The rows as CSV, some fields quoted, some line ends CRLF, some lines blank.
std::string csv_of(const std::vector<PlainRow>& rows, bool timed) {
  std::string text = std::string("user,book,rating") + (timed ? ",timestamp" : "") + "\r\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const PlainRow& row = rows[i];
    const bool quote = i % 3 == 0 || row.book.find_first_of(",\"") != std::string::npos;
    text += (i % 5 == 0 ? quoted(row.user) : row.user) + "," + (quote ? quoted(row.book) : row.book) + "," +
            std::to_string(row.rating) + (timed ? "," + std::to_string(row.timestamp) : "") +
            (i % 4 == 0   ? "\r\n"
             : i % 7 == 0 ? "\n\n"
                          : "\n");
  }
  if (!rows.empty()) text.pop_back();
  return text;
}

void expect_same(const std::vector<PlainRow>& rows, const RowPolicy& policy, bool timed) {
  ImportOptions options;
  options.rows = policy;
  const Imported got = import(csv_of(rows, timed), options);
  const NaiveImport naive(rows, policy, timed);
  const PlainTable expected = naive.table();
  ASSERT_FALSE(expected.ratings.empty());
  EXPECT_EQ(got.table.users, expected.users);
  EXPECT_EQ(got.table.books, expected.books);
  EXPECT_EQ(got.table.ratings, expected.ratings);
  EXPECT_EQ(got.table.timestamps, expected.timestamps);
  EXPECT_EQ(got.report.duplicates, naive.duplicates);
  EXPECT_EQ(got.report.conflicts, naive.conflicts);
  EXPECT_EQ(got.report.rows, static_cast<std::int64_t>(rows.size()));
}

std::string integer_id(std::uint64_t n) { return std::to_string(n * n * 7); }
std::string text_id(std::uint64_t n) {
  static const Texts odd{"\"", ",", "ü", "0", "X"};
  return std::to_string(n % 50) + odd[n % odd.size()] + std::to_string(n);
}

TEST(ImportText, EqualsNaiveImportOfIntegersForEachPolicy) {
  const auto rows = random_rows(1, 3000, 120, 60, integer_id);
  for (const auto policy : {DuplicatePolicy::last, DuplicatePolicy::first, DuplicatePolicy::mean})
    for (const bool timed : {false, true}) expect_same(rows, {{}, {}, policy, 0, 0}, timed);
}

TEST(ImportText, EqualsNaiveImportOfTextsForEachPolicy) {
  const auto rows = random_rows(2, 2000, 90, 70, text_id);
  for (const auto policy : {DuplicatePolicy::last, DuplicatePolicy::first, DuplicatePolicy::mean})
    expect_same(rows, {{}, 2.5, policy, 0, 0}, true);
}

TEST(ImportText, EqualsNaiveCore) {
  const auto rows = random_rows(3, 900, 100, 80, text_id);
  expect_same(rows, {{}, {}, DuplicatePolicy::last, 5, 0}, true);
  expect_same(rows, {{}, {}, DuplicatePolicy::last, 0, 6}, false);
  expect_same(rows, {{}, {}, DuplicatePolicy::mean, 5, 6}, true);
}

TEST(ImportText, PeelsAChainToItsCore) {
  // A square (users a, b; books 1, 2) with a tail that falls one piece at a time.
  std::string text = "user,book,rating\na,1,1\na,2,2\nb,1,3\nb,2,4\n";
  for (int i = 2; i < 40; ++i)
    text += "t" + std::to_string(i) + "," + std::to_string(i) + ",5\nt" + std::to_string(i) + "," +
            std::to_string(i + 1) + ",5\n";
  ImportOptions options;
  options.rows.min_user_ratings = 2;
  options.rows.min_book_ratings = 2;
  const Imported got = import(text, options);
  EXPECT_EQ(got.table.users, (Texts{"a", "b"}));
  EXPECT_EQ(got.table.ratings, (Ratings{{0, 0, 1}, {0, 1, 2}, {1, 0, 3}, {1, 1, 4}}));
  EXPECT_EQ(got.report.core_users, 38);
  EXPECT_EQ(got.report.core_books, 38);
  EXPECT_EQ(got.report.core_ratings, 76);
}

TEST(ImportText, RanksHoldAboutEqualShares) {
  const ImportFolder folder;
  ImportOptions options;
  options.files = {folder.file("a", csv_of(random_rows(4, 6000, 300, 200, integer_id), false))};
  for (const std::int64_t minimum : {0, 15}) {
    options.rows.min_user_ratings = minimum;
    const RatingTable table = import_text(world(), options).table;
    std::vector<std::int64_t> degrees;
    for (std::size_t u = 0; u + 1 < table.ratings.offsets.size(); ++u)
      degrees.push_back(table.ratings.offsets[u + 1] - table.ratings.offsets[u]);
    const std::int64_t own = degrees.empty() ? 0 : *std::max_element(degrees.begin(), degrees.end());
    const std::int64_t largest = world().max_value(own);
    // Duplicates are merged after the first cut, so a cut by users is off by at most a user at either end.
    EXPECT_NEAR(static_cast<double>(table.ratings.size()),
                static_cast<double>(table.total_ratings) / world().size(), static_cast<double>(largest));
  }
}

TEST(ImportText, FilesCountInTheirOrder) {
  const ImportFolder folder;
  const std::string a = folder.file("a", "user_id,book_id,rating\n1,1,2\n");
  const std::string b = folder.file("b", "book_id,user_id,rating\n1,1,4\n8,2,5");
  const auto ratings = [](const std::vector<std::string>& files) {
    ImportOptions options;
    options.files = files;
    return gathered(import_text(world(), options).table).ratings;
  };
  EXPECT_EQ(ratings({a, b}), (Ratings{{0, 0, 4}, {1, 1, 5}}));
  EXPECT_EQ(ratings({b, a}), (Ratings{{0, 0, 2}, {1, 1, 5}}));
}

TEST(ImportText, IdsOfBadRowsAloneAreNotInTheTable) {
  ImportOptions options;
  options.skip_bad_rows = 9;
  const Imported got = import("user_id,book_id,rating\n1,1,5\n07,,5\n,X,5\n8,9,x\n10,2,3\n", options);
  EXPECT_EQ(got.table.users, (Texts{"1", "10"}));
  EXPECT_EQ(got.table.books, (Texts{"1", "2"}));
}

TEST(ImportText, SkipsBadRowsAndSaysWhich) {
  ImportOptions options;
  options.skip_bad_rows = 3;
  const Imported got = import("user_id,book_id,rating\n1,1,5\n1,2\n\n1,3,four\n1,4,4\n\"1,5,3\n", options);
  EXPECT_EQ(got.table.books, (Texts{"1", "4"}));
  EXPECT_EQ(got.report.rows, 2);
  ASSERT_EQ(got.report.skipped.size(), 3U);
  EXPECT_EQ(got.report.skipped[0].line, 3);
  EXPECT_NE(got.report.skipped[0].problem.find("2 columns instead of 3 in"), std::string::npos);
  EXPECT_EQ(got.report.skipped[1].line, 5);
  EXPECT_NE(got.report.skipped[1].problem.find("four"), std::string::npos);
  EXPECT_EQ(got.report.skipped[2].line, 7);
  EXPECT_NE(got.report.skipped[2].problem.find("unterminated quote"), std::string::npos);
}

}  // namespace
}  // namespace crucible
