#include "crucible/core/error.hpp"
#include "read/read_parts.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace crucible {
namespace {

constexpr const char* written = R"({
  "command": "evaluate", "ranks": 1, "config": {"part": "test", "bootstrap": "200"}, "model": "runs/a.h5",
  "ratings": "split.h5", "metrics": {"rmse": 0.65, "ndcg@10": null}, "intervals": {"rmse": [0.64, 0.66]},
  "beside": {"b.h5": {"rmse": 0.7}}, "baselines": {"mean": {"rmse": 1.1}, "popularity": {"ndcg@10": 0.05}},
  "pairs": 1000, "users": 50})";

std::string problem_of(const std::string& text) {
  try {
    parse_report_evaluation("x.json", text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

TEST(ParseEvaluation, ReadsWhatEvaluateWrites) {
  const ReportEvaluation evaluation = parse_report_evaluation("x.json", written);
  ASSERT_EQ(evaluation.models.size(), 2U);
  EXPECT_EQ(evaluation.models[0].name, "runs/a.h5");
  EXPECT_EQ(evaluation.models[0].scores[0].value, 0.65);
  EXPECT_EQ(evaluation.models[0].scores[0].interval, std::pair(0.64, 0.66));
  EXPECT_TRUE(std::isnan(evaluation.models[0].scores[1].value));
  EXPECT_EQ(evaluation.models[1].name, "b.h5");
  EXPECT_FALSE(evaluation.models[1].scores[0].interval);
  ASSERT_EQ(evaluation.baselines.size(), 2U);
  EXPECT_EQ(evaluation.baselines[1].scores[0].metric, "ndcg@10");
  EXPECT_EQ(evaluation.pairs, 1000);
  EXPECT_EQ(evaluation.ratings, "split.h5");
}

TEST(ParseEvaluation, NamesTheModelByTheFileWhereItsNameIsMissing) {
  std::string text = written;
  text.replace(text.find("\"model\""), 7, "\"other\"");
  EXPECT_EQ(parse_report_evaluation("runs/x.json", text).models[0].name, "x");
}

TEST(ParseEvaluation, RefusesOtherFilesByName) {
  EXPECT_EQ(problem_of("user,book\n").rfind("x.json: is neither HDF5 nor JSON of crucible; a report is", 0),
            0U);
  EXPECT_EQ(problem_of("[1]").rfind("x.json: is JSON, but not of crucible; ", 0), 0U);
  EXPECT_EQ(problem_of(R"({"command": "train"})").rfind("x.json: is JSON of the command 'train'; ", 0), 0U);
}

TEST(ParseEvaluation, RefusesMissingAndMistypedFigures) {
  for (const char* key : {"\"metrics\"", "\"baselines\"", "\"pairs\"", "\"users\"", "\"config\""}) {
    std::string text = written;
    text.replace(text.find(key), std::string(key).size(), "\"?\"");
    EXPECT_EQ(problem_of(text).rfind("x.json: is JSON of evaluate that lacks figures", 0), 0U) << key;
  }
  for (const auto& [right, wrong] : {std::pair{"0.65", "\"0.65\""},
                                     {"[0.64, 0.66]", "[0.64]"},
                                     {"{\"rmse\": 0.7}", "7"},
                                     {"{\"rmse\": [0.64, 0.66]}", "[]"}}) {
    std::string text = written;
    text.replace(text.find(right), std::string(right).size(), wrong);
    EXPECT_NE(problem_of(text).find("lacks figures"), std::string::npos) << wrong;
  }
}

TEST(ParseEvaluation, RefusesCountsThatAreNone) {
  for (const char* wrong : {"\"many\"", "1e300", "2.5", "-1", "true", "18446744073709551615"}) {
    std::string text = written;
    text.replace(text.find("1000"), 4, wrong);
    EXPECT_NE(problem_of(text).find("is no count"), std::string::npos) << wrong;
  }
}

}  // namespace
}  // namespace crucible
