#include "crucible/data/text_layout.hpp"

#include "crucible/core/error.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

using Columns = std::array<std::int32_t, 4>;

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
           {"csv", "timestamp;stars;reader;book\n1;2;3;4\n", {2, 3, 1, 0}, 28, 1},
           {"csv", "1,2,3\n", {0, 1, 2, -1}, 0, 0},
           {"csv", "1,2,3,x\n", {0, 1, 2, -1}, 0, 0},
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
  EXPECT_NE(problem_of("\xff\xfe\x31", options).find("UTF-16"), std::string::npos);
  EXPECT_NE(problem_of("one two\n", options).find("f:1: cannot tell the three columns"), std::string::npos);
  EXPECT_NE(problem_of("who,what,how\n1,2,3\n", options).find("f:1: a header where a rating should be"),
            std::string::npos);
  EXPECT_NE(problem_of("%%MatrixMarket matrix array real general\n", options).find("f:1: only"),
            std::string::npos);
  EXPECT_NE(
      problem_of("user,user_id,book,rating,rating\n", options).find("f:1: two columns could be the rating"),
      std::string::npos);
  options.header = HeaderUse::yes;
  EXPECT_NE(problem_of("1,2,3\n", options).find("f:1: no header but a rating"), std::string::npos);
  options = {};
  options.format = "goodbooks";
  EXPECT_NE(problem_of("1,2,3\n", options).find("f:1: no header with the columns"), std::string::npos);
  options.format = "word";
  EXPECT_NE(problem_of("1,2,3\n", options).find("is none of auto, goodbooks"), std::string::npos);
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

}  // namespace
}  // namespace crucible
