// The tables of metrics and baselines: what their rows promise the code that goes by them.
#include "crucible/core/error.hpp"
#include "crucible/eval/metrics.hpp"
#include "evaluate_case.hpp"
#include "recommender.hpp"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace crucible {
namespace {

constexpr std::int64_t cutoff = 10;

std::vector<Metric> parsed(const std::string& name) {
  return parse_metrics(std::vector<std::string>{name}, std::vector<std::int64_t>{cutoff});
}

TEST(MetricTable, NamesAreDistinctAndNoneIsAll) {
  std::set<std::string> names{"all"};
  for (const MetricRow& row : metric_table()) {
    EXPECT_FALSE(std::string(row.name).empty());
    EXPECT_FALSE(std::string(row.summary).empty()) << row.name;
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
  }
}

TEST(MetricTable, ANameFindsItsRow) {
  for (const MetricRow& row : metric_table()) {
    const std::vector<Metric> metrics = parsed(row.name);
    ASSERT_EQ(metrics.size(), 1U) << row.name;
    EXPECT_EQ(metrics.front().row, &row) << row.name;
    EXPECT_EQ(metrics.front().cutoff == 0, row.kind == MetricKind::rating) << row.name;
  }
}

TEST(MetricTable, AnUnknownNameIsRefusedWithTheNamesThereAre) {
  for (const std::string name : {"", "RMSE", "ndgc", "mae "}) {
    try {
      parsed(name);
      ADD_FAILURE() << name << " is taken";
    } catch (const UsageError& error) {
      for (const MetricRow& row : metric_table())
        EXPECT_NE(std::string(error.what()).find(row.name), std::string::npos) << error.what();
    }
  }
}

TEST(MetricTable, ARowHasTheFunctionsOfItsKind) {
  for (const MetricRow& row : metric_table()) {
    EXPECT_EQ(row.term != nullptr, row.kind == MetricKind::rating) << row.name;
    EXPECT_EQ(row.finish != nullptr, row.kind == MetricKind::rating) << row.name;
    EXPECT_EQ(row.value != nullptr, row.kind == MetricKind::ranking) << row.name;
  }
}

TEST(MetricTable, EveryMetricHasAValueForAModel) {
  const Evaluation evaluation =
      testing::evaluate_spread(testing::random_case(70, 60, 4), testing::asking_for({"all"}, {cutoff}));
  ASSERT_EQ(evaluation.metrics.size(), metric_table().size());
  for (std::size_t m = 0; m < evaluation.metrics.size(); ++m) {
    EXPECT_TRUE(evaluation.rows.front().values[m].has_value()) << evaluation.metrics[m].name;
  }
}

TEST(BaselineTable, NamesAreDistinct) {
  std::set<std::string> names;
  for (const BaselineRow& row : baseline_table()) {
    EXPECT_FALSE(std::string(row.name).empty());
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
  }
}

TEST(BaselineTable, EveryBaselineIsJudgedByWhatItCanDo) {
  EvaluateOptions options = testing::asking_for({"rmse", "precision"}, {cutoff});
  options.extra_baselines = extra_baseline_names();
  const Evaluation evaluation = testing::evaluate_spread(testing::random_case(70, 60, 4), options);
  ASSERT_EQ(evaluation.rows.size(), 1 + baseline_table().size());
  for (std::size_t b = 0; b < baseline_table().size(); ++b) {
    const BaselineRow& baseline = baseline_table()[b];
    const EvaluatedRow& row = evaluation.rows[1 + b];
    EXPECT_EQ(row.name, baseline.name);
    const bool ranks = baseline.value != nullptr || baseline.fit != nullptr;
    EXPECT_TRUE(baseline.predict != nullptr || ranks) << baseline.name;
    EXPECT_FALSE(baseline.value != nullptr && baseline.fit != nullptr) << baseline.name;
    EXPECT_EQ(row.values.at(0).has_value(), baseline.predict != nullptr) << baseline.name;
    EXPECT_EQ(row.values.at(1).has_value(), ranks) << baseline.name;
    EXPECT_EQ(row.settings.empty(), baseline.fit == nullptr) << baseline.name;
  }
}

TEST(BaselineTable, ExtraBaselinesAreJudgedOnlyWhenAskedFor) {
  const Evaluation evaluation =
      testing::evaluate_spread(testing::random_case(70, 60, 4), testing::asking_for({"precision"}, {cutoff}));
  EXPECT_EQ(evaluation.rows.size(), 1 + baseline_table().size() - extra_baseline_names().size());
}

void expect_refused(const EvaluateOptions& options, const std::string& words) {
  try {
    testing::evaluate_spread(testing::random_case(20, 10, 2), options);
    ADD_FAILURE() << "taken";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_TRUE(error.on_all_ranks());
    EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << error.what();
  }
}

TEST(BaselineTable, RefusesExtraBaselinesThatCannotBe) {
  for (const std::string name : {"", "popularity", "EASE"}) {
    EvaluateOptions options = testing::asking_for({"precision"}, {cutoff});
    options.extra_baselines = {"ease", name};
    expect_refused(options, "no baseline that can be added; there are: ease");
  }
  EvaluateOptions no_list = testing::asking_for({"rmse"}, {cutoff});
  no_list.extra_baselines = {"ease"};
  expect_refused(no_list, "none of `metrics` needs a ranking");
}

}  // namespace
}  // namespace crucible
