#include "crucible/eval/metrics.hpp"

#include "crucible/core/error.hpp"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace crucible {
namespace {

const MetricRow& row(const std::string& name) {
  for (const MetricRow& candidate : metric_table())
    if (name == candidate.name) return candidate;
  throw LogicError("no such metric");
}

/// Five places shown, relevant ones at 2, 4 and 5, of four relevant books in all.
constexpr std::array<std::uint8_t, 5> hits = {0, 1, 0, 1, 1};

std::optional<double> value(const std::string& name, std::int64_t top, std::int64_t relevant = 4) {
  return row(name).value(JudgedList{hits, relevant, std::nullopt}, top);
}

TEST(RankingMetrics, ByHandAtFive) {
  EXPECT_DOUBLE_EQ(*value("precision", 5), 3.0 / 5);
  EXPECT_DOUBLE_EQ(*value("recall", 5), 3.0 / 4);
  EXPECT_DOUBLE_EQ(*value("hit_rate", 5), 1);
  EXPECT_DOUBLE_EQ(*value("ap", 5), (1.0 / 2 + 2.0 / 4 + 3.0 / 5) / 4);
  // (1/log2(3) + 1/log2(5) + 1/log2(6)) / (1 + 1/log2(3) + 1/2 + 1/log2(5))
  EXPECT_NEAR(*value("ndcg", 5), 1.448459119 / 2.561606312, 1e-8);
  EXPECT_DOUBLE_EQ(*value("mrr", 5), 0.5);
}

TEST(RankingMetrics, ByHandAtTwo) {
  EXPECT_DOUBLE_EQ(*value("precision", 2), 0.5);
  EXPECT_DOUBLE_EQ(*value("recall", 2), 0.25);
  EXPECT_DOUBLE_EQ(*value("ap", 2), 0.5 / 2);
  EXPECT_NEAR(*value("ndcg", 2), 0.630929754 / 1.630929754, 1e-8);
}

TEST(RankingMetrics, NoHitAmongTheFirst) {
  for (const char* name : {"precision", "recall", "capped_recall", "hit_rate", "ap", "ndcg", "mrr"})
    EXPECT_DOUBLE_EQ(*value(name, 1), 0) << name;
}

TEST(RankingMetrics, AShorterListThanTheCutOffStillCountsAllPlaces) {
  EXPECT_DOUBLE_EQ(*value("precision", 10), 0.3);
  EXPECT_DOUBLE_EQ(*value("recall", 10), 0.75);
  EXPECT_DOUBLE_EQ(*value("ap", 10), 1.6 / 4);
}

TEST(RankingMetrics, MoreRelevantBooksThanPlaces) {
  EXPECT_DOUBLE_EQ(*value("ap", 5, 20), 1.6 / 5);
  EXPECT_DOUBLE_EQ(*value("recall", 5, 20), 3.0 / 20);
  EXPECT_DOUBLE_EQ(*value("capped_recall", 5, 20), 3.0 / 5);
  EXPECT_DOUBLE_EQ(*value("capped_recall", 5), 3.0 / 4);
  constexpr std::array<std::uint8_t, 2> perfect = {1, 1};
  EXPECT_DOUBLE_EQ(*row("ndcg").value(JudgedList{perfect, 20, std::nullopt}, 2), 1);
}

TEST(RankingMetrics, AUserWithoutRelevantBooksDoesNotCount) {
  for (const char* name : {"precision", "recall", "capped_recall", "hit_rate", "ap", "ndcg", "mrr"})
    EXPECT_FALSE(value(name, 5, 0).has_value()) << name;
}

TEST(RankingMetrics, OverlapCountsTheMaskedTen) {
  EXPECT_FALSE(value("overlap", 10).has_value());
  EXPECT_DOUBLE_EQ(*row("overlap").value(JudgedList{hits, 0, 3}, 10), 0.3);
}

TEST(RatingMetrics, ByHand) {
  EXPECT_DOUBLE_EQ(row("rmse").term(-1.5), 2.25);
  EXPECT_DOUBLE_EQ(row("rmse").finish(2.25), 1.5);
  EXPECT_DOUBLE_EQ(row("mae").term(-1.5), 1.5);
  EXPECT_DOUBLE_EQ(row("mae").finish(1.5), 1.5);
}

std::vector<std::string> names(const std::vector<std::string>& asked,
                               const std::vector<std::int64_t>& cutoffs) {
  std::vector<std::string> result;
  for (const Metric& metric : parse_metrics(asked, cutoffs)) result.push_back(metric.name);
  return result;
}

TEST(ParseMetrics, CutOffsComeFromTheNameOrFromTheList) {
  EXPECT_EQ(names({"ndcg", "rmse", "precision@3", "overlap"}, {5, 10}),
            (std::vector<std::string>{"ndcg@5", "ndcg@10", "rmse", "precision@3", "overlap@10"}));
}

TEST(ParseMetrics, NothingTwice) {
  EXPECT_EQ(names({"mrr@5", "mrr", "mrr@5"}, {5}), std::vector<std::string>{"mrr@5"});
}

TEST(ParseMetrics, ThoseOfLiangHaveTheirOwnCutOffs) {
  EXPECT_EQ(names({"liang"}, {10}),
            (std::vector<std::string>{"capped_recall@20", "capped_recall@50", "ndcg@100"}));
}

TEST(ParseMetrics, AllIsTheWholeTable) {
  EXPECT_EQ(names({"all"}, {10}).size(), metric_table().size());
  EXPECT_EQ(longest_list(parse_metrics(std::vector<std::string>{"all"}, std::vector<std::int64_t>{7, 20})),
            20);
  EXPECT_EQ(longest_list(parse_metrics(std::vector<std::string>{"rmse"}, std::vector<std::int64_t>{7})), 0);
}

std::string complaint(const std::string& asked, std::int64_t cutoff = 10) {
  try {
    parse_metrics(std::vector<std::string>{asked}, std::vector<std::int64_t>{cutoff});
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(ParseMetrics, NamesWhatIsWrong) {
  EXPECT_NE(complaint("ndgc").find("is no metric; there are all, liang, rmse"), std::string::npos);
  EXPECT_NE(complaint("ndcg@x").find("the number of books after @"), std::string::npos);
  EXPECT_NE(complaint("ndcg@0").find("the number of books after @"), std::string::npos);
  EXPECT_NE(complaint("rmse@5").find("has no cut-off"), std::string::npos);
  EXPECT_NE(complaint("overlap@5").find("is defined at 10 only"), std::string::npos);
  EXPECT_NE(complaint("ndcg", 0).find("`top`"), std::string::npos);
}

}  // namespace
}  // namespace crucible
