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
  "differences": {"beside": {"b.h5": {"rmse": {"value": -0.05, "interval": [-0.06, -0.04], "p": 0.01}}},
                  "baselines": {"mean": {"rmse": {"value": -0.45, "interval": [-0.5, null], "p": 0.02}}}},
  "calibration": {"fitted_on": 9, "intervals": [{"level": 0.8, "covered": 0.79, "width": 2.5}]},
  "pairs": 1000, "users": 50})";

ReportFiles parsed(const std::string& path, const std::string& text) {
  ReportFiles files;
  parse_report_json(path, text, files);
  return files;
}

std::string problem_of(const std::string& text) {
  try {
    parsed("x.json", text);
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

TEST(ParseEvaluation, ReadsWhatEvaluateWrites) {
  const ReportFiles files = parsed("x.json", written);
  EXPECT_TRUE(files.timings.empty());  // JSON of an old version
  const ReportEvaluation& evaluation = files.evaluations.at(0);
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
  ASSERT_EQ(evaluation.with_models.size(), 1U);
  EXPECT_EQ(evaluation.with_models[0].name, "b.h5");
  const ReportEvaluation::Difference& difference = evaluation.with_models[0].differences.at(0);
  EXPECT_EQ(difference.metric, "rmse");
  EXPECT_EQ(difference.value, -0.05);
  EXPECT_EQ(difference.interval, std::pair(-0.06, -0.04));
  EXPECT_EQ(difference.p, 0.01);
  ASSERT_EQ(evaluation.calibration.size(), 1U);
  EXPECT_EQ(evaluation.calibration[0].level, 0.8);
  EXPECT_EQ(evaluation.calibration[0].covered, 0.79);
  EXPECT_EQ(evaluation.calibration[0].width, 2.5);
  ASSERT_EQ(evaluation.with_baselines.size(), 1U);
  EXPECT_TRUE(std::isnan(evaluation.with_baselines[0].differences.at(0).interval.second));
}

TEST(ParseEvaluation, NamesTheModelByTheFileWhereItsNameIsMissing) {
  std::string text = written;
  text.replace(text.find("\"model\""), 7, "\"other\"");
  EXPECT_EQ(parsed("runs/x.json", text).evaluations.at(0).models[0].name, "x");
}

TEST(ParseEvaluation, RefusesOtherFilesByName) {
  EXPECT_EQ(problem_of("user,book\n").rfind("x.json: is neither HDF5 nor JSON of crucible; a report is", 0),
            0U);
  EXPECT_EQ(problem_of("[1]").rfind("x.json: is JSON, but not of crucible; ", 0), 0U);
  EXPECT_EQ(problem_of(R"({"command": "train"})")
                .rfind("x.json: is JSON of the command 'train' that lacks figures", 0),
            0U);
}

TEST(ParseEvaluation, RefusesMissingAndMistypedFigures) {
  for (const char* key : {"\"metrics\"", "\"baselines\"", "\"pairs\"", "\"users\"", "\"config\""}) {
    std::string text = written;
    text.replace(text.find(key), std::string(key).size(), "\"?\"");
    EXPECT_EQ(problem_of(text).rfind("x.json: is JSON of the command 'evaluate' that lacks figures", 0), 0U)
        << key;
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

constexpr const char* timed = R"({"command": "compress", "mpi_ranks": 2, "ranks": [{"k": 1}],
  "peak_rss_bytes": 1048576, "seconds": {
    "load": {"min": 0.1, "mean": 0.2, "max": 0.3, "share": 0.25, "of_ranks": [0.3, 0.1]}, "total": {"min": 0.8, "mean": 0.8, "max": 0.9}},
  "communication": {"load": {"seconds": 0.05, "bytes": 100}}})";

TEST(ParseTiming, ReadsThePhasesOfACommand) {
  const ReportFiles files = parsed("x.json", timed);
  EXPECT_TRUE(files.evaluations.empty());
  const ReportTiming& timing = files.timings.at(0);
  EXPECT_EQ(timing.command, "compress");
  EXPECT_EQ(timing.ranks, 2);
  EXPECT_EQ(timing.total, 0.9);
  ASSERT_EQ(timing.phases.size(), 1U);
  EXPECT_EQ(timing.phases[0].name, "load");
  EXPECT_EQ(timing.phases[0].most, 0.3);
  EXPECT_EQ(timing.phases[0].of_ranks, (std::vector<double>{0.3, 0.1}));
  EXPECT_EQ(timing.phases[0].message_bytes, 100);
}

TEST(ParseEvaluation, RefusesDifferencesFromWhatWasNotJudged) {
  std::string text = written;
  text.replace(text.find("{\"b.h5\": {\"rmse\": {"), 9, "{\"c.h5\": ");
  EXPECT_EQ(problem_of(text), "x.json: has differences from 'c.h5', but no metrics of it");
}

TEST(ParseTiming, RefusesSecondsOfOtherRanks) {
  std::string text = timed;
  text.replace(text.find("[0.3, 0.1]"), 10, "[0.3]");
  EXPECT_EQ(problem_of(text), "x.json: the seconds of 'load' are not of 2 ranks");
}

TEST(ParseTiming, RefusesMissingFigures) {
  for (const char* key : {"\"mean\"", "\"peak_rss_bytes\"", "\"seconds\"", "\"mpi_ranks\""}) {
    std::string text = timed;
    text.replace(text.find(key), std::string(key).size(), "\"?\"");
    EXPECT_NE(problem_of(text), "none") << key;
  }
}

const std::string scaling_header =
    "command,scaling,ranks,work,seconds,least,most,samples,speedup,efficiency,peak_rss_bytes\n";

TEST(ParseScaling, ReadsWhatTheJobWrites) {
  const std::string text = scaling_header + "train,strong,4,1,0.5,0.4,0.6,15,3.5,0.875,1000\n";
  ASSERT_TRUE(is_scaling(text));
  const ReportScaling scaling = parse_report_scaling("scaling.csv", text);
  ASSERT_EQ(scaling.rows.size(), 1U);
  EXPECT_EQ(scaling.rows[0].command, "train");
  EXPECT_TRUE(scaling.rows[0].strong);
  EXPECT_EQ(scaling.rows[0].ranks, 4);
  EXPECT_EQ(scaling.rows[0].speedup, 3.5);
  EXPECT_EQ(scaling.rows[0].efficiency, 0.875);
}

TEST(ParseScaling, RefusesWrongRowsByTheirLine) {
  for (const char* row :
       {"train,strong,0,1,1,1,1,1,1,1,1", "train,strong,1,1,nan,1,1,1,1,1,1",
        "train,strong,1,1,1,1,1,1,-1,1,1", "train,upwards,1,1,1,1,1,1,1,1,1", "train,weak,1"}) {
    try {
      parse_report_scaling("s.csv", scaling_header + "svd,weak,1,1,1,1,1,1,1,1,1\n" + row + "\n");
      ADD_FAILURE() << row;
    } catch (const InputError& error) {
      EXPECT_EQ(std::string(error.what()).rfind("s.csv: line 3 ", 0), 0U) << error.what();
    }
  }
}

}  // namespace
}  // namespace crucible
