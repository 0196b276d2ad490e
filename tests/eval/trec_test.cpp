#include "crucible/eval/trec.hpp"

#include "crucible/core/error.hpp"
#include "world.hpp"

#include <sstream>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

const std::vector<std::string> book_ids = {"b0", "b one", "b2"};

TEST(Trec, RunLines) {
  std::string text;
  append_trec_run(text, "user 7", std::vector<ScoredBook>{{2.5F, 1}, {-1, 0}}, book_ids, "model");
  EXPECT_EQ(text,
            "user_7 Q0 b_one 1 2.5 model\n"
            "user_7 Q0 b0 2 -1 model\n");
}

TEST(Trec, EqualScoresFallSoThatTheOrderStands) {
  std::string text;
  append_trec_run(text, "r", std::vector<ScoredBook>{{1, 0}, {1, 1}, {1, 2}}, book_ids, "m");
  std::istringstream lines(text);
  double last = 2;
  std::string skip;
  for (int i = 0; i < 3; ++i) {
    double score = 0;
    lines >> skip >> skip >> skip >> skip >> score >> skip;
    EXPECT_LT(score, last);
    EXPECT_NEAR(score, 1, 1e-6);
    last = score;
  }
}

TEST(Trec, JudgementLines) {
  std::string text;
  append_trec_qrels(text, "7", std::vector<BookIndex>{0, 2}, book_ids);
  EXPECT_EQ(text, "7 0 b0 1\n7 0 b2 1\n");
}

TEST(Trec, RanksWriteInOrder) {
  std::ostringstream out;
  std::string expected;
  for (int rank = 0; rank < world().size(); ++rank)
    expected += std::string(static_cast<std::size_t>(rank), 'x') + "\n";
  write_in_rank_order(world(), std::string(static_cast<std::size_t>(world().rank()), 'x') + "\n", out,
                      "run.txt");
  EXPECT_EQ(out.str(), world().is_root() ? expected : "");
}

TEST(Trec, AFailedStreamIsAnErrorOnEveryRank) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  try {
    write_in_rank_order(world(), "x\n", out, "run.txt");
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::io);
    EXPECT_STREQ(error.what(), "run.txt: writing failed; is the disk full?");
  }
}

}  // namespace
}  // namespace crucible
