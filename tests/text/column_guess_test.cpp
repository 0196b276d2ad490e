// What is found out, or refused, of files that do not say what their columns are.
#include "columns/rating_bursts.hpp"
#include "columns/unrated_values.hpp"
#include "crucible/core/error.hpp"
#include "syntax/text_syntax.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using Columns = std::array<std::int32_t, 4>;
using Texts = std::vector<std::string>;

TextLayout layout_of(std::string_view head, const ImportOptions& options = {}) {
  return resolve_file(head, options, "f").layout;
}

std::string problem_of(std::string_view head, const ImportOptions& options = {}) {
  try {
    layout_of(head, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::bad_input);
    return error.what();
  }
  return "none";
}

void expect_refusal(std::string_view head, std::initializer_list<const char*> words) {
  const std::string problem = problem_of(head);
  for (const char* word : words) EXPECT_NE(problem.find(word), std::string::npos) << problem;
}

constexpr std::int64_t day = 86400;

/// Ratings of 20 users and 10 books: each user rates five books within `within` seconds, on a day of its own.
struct Sittings {
  Texts users;
  Texts books;
  std::vector<std::int64_t> times;

  explicit Sittings(std::int64_t within) {
    for (int user = 0; user < 20; ++user)
      for (int i = 0; i < 5; ++i) {
        users.push_back(std::to_string(user + 1));
        books.push_back(std::to_string((user + 3 * i) % 10 + 1));
        times.push_back(1'000'000'000 + user * 30 * day + i * within / 5);
      }
  }

  /// As a text sorted by book, with the columns in this order.
  std::string text(bool book_first, const char* separator) const {
    std::string text;
    for (int book = 1; book <= 10; ++book)
      for (std::size_t i = 0; i < users.size(); ++i) {
        if (books[i] != std::to_string(book)) continue;
        text += (book_first ? books[i] + separator + users[i] : users[i] + separator + books[i]) + separator +
                std::to_string(i % 5 + 1) + separator + std::to_string(times[i]) + "\n";
      }
    return text;
  }
};

TEST(GuessByTimes, UsersRateInSittings) {
  const Sittings close(300);
  EXPECT_EQ(guess_by_times(close.users, close.books, close.times), IdOrderGuess::user_first);
  EXPECT_EQ(guess_by_times(close.books, close.users, close.times), IdOrderGuess::book_first);
}

TEST(GuessByTimes, SaysNothingWithoutClearEvidence) {
  const Sittings apart(20 * day);
  EXPECT_EQ(guess_by_times(apart.users, apart.books, apart.times), IdOrderGuess::unknown);
  const Sittings close(300);
  const std::vector<std::int64_t> same(close.times.size(), 5);
  EXPECT_EQ(guess_by_times(close.users, close.books, same), IdOrderGuess::unknown);
  const std::span<const std::string> users(close.users);
  const std::span<const std::string> books(close.books);
  const std::span<const std::int64_t> times(close.times);
  EXPECT_EQ(guess_by_times(users.first(20), books.first(20), times.first(20)), IdOrderGuess::unknown);
}

TEST(UnnamedColumns, PlainNumbersAreUsersFirstUnlessTimesContradict) {
  const Sittings close(300);
  for (const char* separator : {"\t", "::", ",", " "}) {
    const TextLayout usual = layout_of(close.text(false, separator));
    EXPECT_EQ(usual.columns, (Columns{0, 1, 2, 3})) << separator;
    EXPECT_EQ(usual.roles_from, RolesFrom::times) << separator;
    expect_refusal(close.text(true, separator),
                   {"f:1: ", "close together in time", "`columns` 1,2,3,4", "`columns` 2,1,3,4"});
  }
  ImportOptions options;
  options.columns = {"2", "1", "3", "4"};
  EXPECT_EQ(layout_of(close.text(true, ","), options).columns, (Columns{1, 0, 2, 3}));
  const TextLayout unknown = layout_of(Sittings(20 * day).text(true, ","));
  EXPECT_EQ(unknown.roles_from, RolesFrom::position);
}

TEST(UnnamedColumns, ThreeColumnsMayEndInATime) {
  EXPECT_EQ(layout_of("1\t2\t881250949\n1\t3\t881250950\n").columns, (Columns{0, 1, -1, 2}));
  EXPECT_EQ(layout_of("1,2,2005-09-06\n1,3,2005-09-07\n").columns, (Columns{0, 1, -1, 2}));
  EXPECT_EQ(layout_of("1,2,5\n1,3,4\n").columns, (Columns{0, 1, 2, -1}));
}

TEST(UnnamedColumns, OneColumnIsTooFew) {
  ImportOptions options;
  options.separator = "|";
  for (const HeaderUse header : {HeaderUse::yes, HeaderUse::no, HeaderUse::automatic}) {
    options.header = header;
    EXPECT_NE(problem_of("se0,s\n2,10,4\n,4\n", options).find("fewer than two columns"), std::string::npos);
  }
}

TEST(UnnamedColumns, RefusesWhatIsNoTableOfRatings) {
  expect_refusal("0 1 2 3\n1 4 5\n2 1 7 8 9\n3 1\n", {"another number of columns", "awk"});
  expect_refusal("a/b: B1\na/c: 5.0\n", {"KEY: VALUE"});
  expect_refusal("5 0:1 10:1\n3 0:1 11:1\n4 1:1 10:1\n", {"libFM", "sed -E", "`row_ids` yes or no"});
  expect_refusal("u1\tm1\tName One\t7\nu2\tm2\tName Two\t9\n", {"'Name One'", "`columns` 1,2,4"});
  expect_refusal("Book Id,Title,ISBN13,My Rating,Mean\n1,X,978,5,4\n2,Y,979,4,4\n", {"of unknown names"});
  std::string rating_second;
  for (int i = 0; i < 40; ++i)
    rating_second +=
        std::to_string(i / 5) + "," + std::to_string(i % 5 + 1) + "," + std::to_string(100 + 3 * i) + "\n";
  expect_refusal(rating_second, {"`columns` 1,2,3 where", "`columns` 3,2,1 where", "`columns` 1,3,2 where"});
  expect_refusal("{'user': 1, 'item': 2, 'rating': 3}\n", {"ast.literal_eval"});
  expect_refusal("%%MatrixMarket matrix coordinate real symmetric\n2 2 1\n1 1 1\n", {"scipy.io.mmread"});
  ImportOptions options;
  options.row_ids = HeaderUse::no;
  EXPECT_EQ(problem_of("5 0:1 10:1\n3 0:1 11:1\n4 1:1 10:1\n", options), "none");
}

TEST(UnnamedColumns, ExcelMaySayTheSeparator) {
  const TextLayout layout = layout_of("sep=;\nuser;book;rating\n1;2;3,5\n");
  EXPECT_EQ(layout.fields.separator.text(), ";");
  EXPECT_EQ(layout.head_lines, 2);
}

Texts repeated(const Texts& values, int times) {
  Texts all;
  for (int i = 0; i < times; ++i) all.insert(all.end(), values.begin(), values.end());
  return all;
}

TEST(UnratedValues, MarksAmongRatingsAreRefused) {
  const ImportOptions none;
  for (const Texts& values : {Texts{"-1", "7", "8", "10"}, Texts{"99", "-3.5", "4.25", "9.75"},
                              Texts{"255", "90", "50", "0"}, Texts{"0", "0", "3", "5", "4", "0"}}) {
    const auto problem = problem_of_unrated(repeated(values, 10), none);
    ASSERT_TRUE(problem) << values.front();
    EXPECT_NE(problem->find("`missing` " + values.front()), std::string::npos) << *problem;
    EXPECT_NE(problem->find("`scale`"), std::string::npos) << *problem;
  }
}

TEST(UnratedValues, UsualScalesPass) {
  const ImportOptions none;
  for (const Texts& values :
       {Texts{"1", "2", "3", "4", "5"}, Texts{"0", "1", "2", "3", "4", "5"}, Texts{"0", "1"},
        Texts{"-1", "1"}, Texts{"-1", "0", "1"}, Texts{"-2", "-1", "0", "1", "2"}, Texts{"0", "0.5", "1"},
        Texts{"1", "1", "1", "5"}, Texts{"-9.5", "-0.25", "8.75"}, Texts{"10", "50", "100"}, Texts{"3"}})
    EXPECT_FALSE(problem_of_unrated(repeated(values, 10), none)) << values.front() << values.back();
}

TEST(UnratedValues, OptionsSettleThem) {
  const Texts values = repeated({"-1", "7", "8", "10"}, 10);
  ImportOptions options;
  options.missing = {"-1"};
  EXPECT_FALSE(problem_of_unrated(values, options));
  options = {};
  options.rows.scale = {{-1, 10}};
  EXPECT_FALSE(problem_of_unrated(values, options));
  options = {};
  options.rows.ignore_rating = -1;
  EXPECT_FALSE(problem_of_unrated(values, options));
}

TEST(UnratedValues, AreLookedForInEveryDelimitedFileAndInJson) {
  expect_refusal("user,book,rating\n1,1,-1\n1,2,8\n1,3,9\n1,4,10\n", {"f:2: the rating -1", "`missing` -1"});
  expect_refusal("1 1 -1\n1 2 8\n1 3 9\n1 4 10\n", {"f:1: the rating -1"});
  std::string lines;
  for (const char* rating : {"-1", "8", "9", "10"})
    lines += std::string(R"({"user": 1, "item": 2, "rating": )") + rating + "}\n";
  expect_refusal(lines, {"f:1: the rating -1"});
}

}  // namespace
}  // namespace crucible
