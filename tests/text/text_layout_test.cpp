#include "columns/text_layout.hpp"

#include "crucible/core/error.hpp"
#include "syntax/text_syntax.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using Columns = std::array<std::int32_t, 4>;

TextLayout resolve_layout(std::string_view head, const ImportOptions& options, const std::string& path) {
  return resolve_file(head, options, path).layout;
}

std::string problem_of(std::string_view head, const ImportOptions& options) {
  try {
    resolve_layout(head, options, "f");
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), ExitCode::bad_input);
    return error.what();
  }
  return "none";
}

struct Sample {
  const char* format;
  const char* head;
  Columns columns;
  std::int64_t data_begin;
  std::int64_t head_lines;
};

TEST(ResolveLayout, TellsTheFormatFromTheHead) {
  for (const Sample& sample : std::initializer_list<Sample>{
           {"goodbooks", "user_id,book_id,rating\n1,2,3\n", {0, 1, 2, -1}, 23, 1},
           {"goodbooks", "book_id,user_id,rating\n1,2,3\n", {1, 0, 2, -1}, 23, 1},
           {"goodbooks", "\xef\xbb\xbf\"user_id\",\"book_id\",\"rating\"\r\n1,2,3\n", {0, 1, 2, -1}, 33, 1},
           {"movielens-tab", "196\t242\t3\t881250949\n", {0, 1, 2, 3}, 0, 0},
           {"movielens-dat", "\n1::1193::5::978300760\n", {0, 1, 2, 3}, 1, 1},
           {"movielens-csv", "userId,movieId,rating,timestamp\n1,2,3.5,1112486027\n", {0, 1, 2, 3}, 32, 1},
           {"book-crossing",
            "\"User-ID\";\"ISBN\";\"Book-Rating\"\n\"276725\";\"034545104X\";\"0\"\n",
            {0, 1, 2, -1},
            31,
            1},
           {"netflix", "1:\n1488844,3,2005-09-06\n", {0, -1, 1, 2}, 0, 0},
           {"libmf", "0 0 3.5\n", {0, 1, 2, -1}, 0, 0},
           {"libmf", "1\t\t5\t\t0.219\n", {0, 1, 2, -1}, 0, 0},
           {"movielens-tab", "196\t242\t3\t\n", {0, 1, 2, 3}, 0, 0},
           {"matrix-market",
            "%%MatrixMarket matrix coordinate real general\n% note\n3 4 5\n1 1 1\n",
            {0, 1, 2, -1},
            59,
            3},
           {"csv", "timestamp;stars;user;book\n1;2;3;4\n", {2, 3, 1, 0}, 26, 1},
           {"csv", "1,2,3\n", {0, 1, 2, -1}, 0, 0},
           {"csv", "1,2,3,x\n", {0, 1, 2, -1}, 0, 0},
           {"csv", "1,2\n", {0, 1, -1, -1}, 0, 0},
           {"csv", "user,item,timestamp\n1,2,881250949\n", {0, 1, -1, 2}, 20, 1},
           {"csv", "# user,movie,score\n1,2,3\n", {0, 1, 2, -1}, 19, 1},
           {"csv", "#item\tuser\trating\n1\t2\t3\n", {1, 0, 2, -1}, 18, 1},
           {"csv", "# item::user::rating\n1::2::3\n", {1, 0, 2, -1}, 21, 1},
           {"csv", "# made by hand\nu1,i2,3\n", {0, 1, 2, -1}, 15, 1},
           {"csv", "i2,u1,3\n", {1, 0, 2, -1}, 0, 0},
           {"csv", "B000JVQ7YM,A2CX7LUOHB2NDG,5.0,1400000000\n", {1, 0, 2, 3}, 0, 0},
           {"csv", "1,2,881250949,4\n", {0, 1, 3, 2}, 0, 0},
           {"csv", "\"user\" \"item\" \"rating\"\n\"1\" 7 8 4\n", {1, 2, 3, -1}, 23, 1},
           {"csv", "user,item,rating,\n1,2,3\n", {0, 1, 2, -1}, 18, 1},
           {"book-crossing-csv", "User-ID,ISBN,Book-Rating\n1,2,3\n", {0, 1, 2, -1}, 25, 1},
           {"recbole",
            "user_id:token\titem_id:token\trating:float\ttimestamp:float\n1\t2\t3\t881250949\n",
            {0, 1, 2, 3},
            57,
            1},
           {"libsvm", "1 3:4 7:2.5\n2 3:1\n", {0, 1, 2, -1}, 0, 0},
           {"libsvm", "0 3:4 7:2.5\n0 3:1\n", {-1, 1, 2, -1}, 0, 0},
           {"wide", "user,b1,b2,b3\nu,1,,NA\n", {0, 1, 1, -1}, 14, 1},
           {"jsonl", "{\"user_id\": 1, \"business_id\": \"x\", \"stars\": 2}\n", {0, 1, 2, -1}, 0, 0},
           {"csv", "a|b|3|2005-09-06\n", {0, 1, 2, 3}, 0, 0},
       }) {
    const TextLayout layout = resolve_layout(sample.head, {}, "f");
    EXPECT_STREQ(layout.preset().name, sample.format) << sample.head;
    EXPECT_EQ(layout.columns, sample.columns) << sample.head;
    EXPECT_EQ(layout.data_begin, sample.data_begin) << sample.head;
    EXPECT_EQ(layout.head_lines, sample.head_lines) << sample.head;
  }
}

TEST(ResolveLayout, TakesColumnsByNameAndByPosition) {
  ImportOptions options;
  options.columns = {"who", "What", "how_much", "when"};
  EXPECT_EQ(resolve_layout("x,who,when,how much,what\n", options, "f").columns, (Columns{1, 4, 3, 2}));
  options.columns = {"3", "1", "2"};
  EXPECT_EQ(resolve_layout("b,4,u\n", options, "f").columns, (Columns{2, 0, 1, -1}));
  options.header = HeaderUse::yes;
  EXPECT_EQ(resolve_layout("a,b,c\nb,4,u\n", options, "f").data_begin, 6);
}

TEST(ResolveLayout, SaysWhatItCannotAccept) {
  ImportOptions options;
  EXPECT_EQ(problem_of("\n\n", options), "f: holds no ratings");
  EXPECT_NE(problem_of("one\n", options).find("f:1: cannot tell the columns"), std::string::npos);
  EXPECT_NE(problem_of("who,what,how\n1,2,3\n", options).find("f:1: a header where a rating should be"),
            std::string::npos);
  EXPECT_NE(problem_of("%%MatrixMarket matrix array real general\n", options).find("f:1: only"),
            std::string::npos);
  EXPECT_NE(
      problem_of("user,user_id,book,rating,rating\n", options).find("f:1: two columns could be the rating"),
      std::string::npos);
  EXPECT_NE(problem_of("user,item,tag,time\n1,2,dull,881250949\n", options).find("is known as a rating"),
            std::string::npos);
  EXPECT_NE(problem_of("a,b\n1,2\n", options).find("f:1: a header, it seems, of unknown names"),
            std::string::npos);
  options.header = HeaderUse::yes;
  EXPECT_NE(problem_of("1,2,3\n", options).find("f:1: no header but a rating"), std::string::npos);
  options = {};
  options.format = "goodbooks";
  EXPECT_NE(problem_of("1,2,3\n", options).find("f:1: no header with the columns"), std::string::npos);
  options.format = "word";
  EXPECT_NE(problem_of("1,2,3\n", options).find("is none of auto, matrix-market"), std::string::npos);
  options.format = "netflix";
  for (const char* head : {"1,2,3\n", "1,2,:\n"})
    EXPECT_NE(problem_of(head, options).find("f:1: a line 'BOOK:' is expected first"), std::string::npos);
  options.columns = {"1", "2", "3"};
  EXPECT_NE(problem_of("1:\n", options).find("have no meaning in netflix"), std::string::npos);
  options.format = "csv";
  options.columns = {"1", "2", "4"};
  EXPECT_NE(problem_of("1,2,3\n", options).find("f:1: column 4 is asked for"), std::string::npos);
  options.columns = {"1", "2", "2"};
  EXPECT_NE(problem_of("1,2,3\n", options).find("book and rating are the same column"), std::string::npos);
  options.columns = {"user", "book", "mark"};
  EXPECT_NE(problem_of("user,book,stars\n", options).find("f:1: no column"), std::string::npos);
}

std::string many_rows(const char* format_a, int modulus) {
  std::string text;
  for (int i = 1; i <= 200; ++i)
    text += std::to_string(i % 7 + 1) + "," +
            (modulus > 0 ? std::to_string(i % modulus) : std::to_string(31 * i)) + format_a +
            std::to_string(modulus > 0 ? 31 * i : i % 5 + 1) + "\n";
  return text;
}

TEST(ResolveLayout, ShowsBothReadingsWhereTwoAreLikely) {
  const auto refused = [](const std::string& head, const ImportOptions& options, const char* one,
                          const char* other) {
    const std::string problem = problem_of(head, options);
    EXPECT_NE(problem.find(one), std::string::npos) << problem;
    EXPECT_NE(problem.find(other), std::string::npos) << problem;
  };
  ImportOptions options;
  refused("1,2,3,77\n", options, "`columns` 1,2,3,4", "`columns` 1,2,3 ");
  refused("b1,b2,3\n", options, "`columns` 1,2,3", "`columns` 2,1,3");
  refused(many_rows(",", 5), options, "`columns` 1,2,3", "`columns` 3,2,1");
  refused("1,2,3,4,5\n", options, "`format` wide", "`columns`");
  refused("user,item,rating,date\n1,2,3,20050906\n", options, "`time_format` ymd", " or s");
  refused("user,item,rating,date\n1,2,3,02/03/2004\n", options, "`time_format` mdy", "dmy");
  refused("user,artist,plays\n1,2,3\n", options, "`count_as` log", "`columns`");
  refused("[{\"a\": 1}]\n", options, "JSON array", "jq");
  options.format = "wide";
  refused("5,0,0\n0,4,0\n0,0,3\n", options, "`missing` 0", "`missing` NA");
  options.missing = {"99"};
  refused("1,5,4,2\n2,3,1,3\n3,1,1,4\n", options, "`row_ids` yes", "no");
  EXPECT_EQ(problem_of(many_rows(",", 0), {}), "none");
}

TEST(ResolveLayout, WideFilesMayCountTheirRatings) {
  ImportOptions options;
  options.format = "wide";
  options.missing = {"99"};
  const TextLayout layout = resolve_layout("2,5,99,4\n1,99,99,1\n3,1,1,4\n", options, "f");
  EXPECT_TRUE(layout.count_column);
  EXPECT_TRUE(layout.row_numbers);
  EXPECT_EQ(layout.first_cell, 1);
}

}  // namespace
}  // namespace crucible
