#include "crucible/train/merge_rule.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

MergeTerms sum_of(const MergeRule& rule, const std::vector<BookStatistics>& shards, const MergeSteps& steps) {
  MergeTerms sum{0, 0, 0, 0, 0};
  for (const BookStatistics& statistics : shards) {
    const MergeTerms terms = rule.terms(statistics, steps);
    sum.factor_sum += terms.factor_sum;
    sum.factor_log += terms.factor_log;
    sum.bias_sum += terms.bias_sum;
    sum.bias_log += terms.bias_log;
  }
  return sum;
}

constexpr MergeSteps steps{0.02F, 0.1F, 0.01F, 0.05F};

TEST(CurvatureRule, OneShardKeepsItsChangeToTheBit) {
  const MergeTerms sum = sum_of(curvature_rule, {{0, 0}, {37, 18}, {0, 0}}, steps);

  const MergeScales scales = curvature_rule.scales(sum, 3);

  EXPECT_EQ(scales.factors, 1.0F);
  EXPECT_EQ(scales.bias, 1.0F);
}

TEST(CurvatureRule, IsTheContractionFormula) {
  // two shards, 10 and 30 updates, mean |p|^2 of 0.5 on both
  const MergeTerms sum = sum_of(curvature_rule, {{10, 5}, {30, 15}}, steps);

  const MergeScales scales = curvature_rule.scales(sum, 2);

  const double a = 1 - 0.02 * (0.25 + 0.1);
  const double b = 1 - 0.01 * (1 + 0.05);
  EXPECT_NEAR(scales.factors, (1 - std::pow(a, 40)) / ((1 - std::pow(a, 10)) + (1 - std::pow(a, 30))), 1e-6);
  EXPECT_NEAR(scales.bias, (1 - std::pow(b, 40)) / ((1 - std::pow(b, 10)) + (1 - std::pow(b, 30))), 1e-6);
}

TEST(CurvatureRule, NoDirectionOvershootsByMoreThanItself) {
  // all readers have the same row, so that one direction has all of the curvature: |p|^2
  const MergeSteps no_l2{0.02F, 0.0F, 0.01F, 0.05F};
  for (const float norm : {0.1F, 1.0F, 10.0F}) {
    for (const float updates : {1.0F, 10.0F, 100.0F, 10'000.0F}) {
      const std::vector<BookStatistics> shards(64, {updates, updates * norm});
      const float scale = curvature_rule.scales(sum_of(curvature_rule, shards, no_l2), 64).factors;

      const double moved =
          64 * (1 - std::pow(1 - 0.02 * static_cast<double>(norm), updates));  // of an error of 1
      EXPECT_LT(static_cast<double>(scale) * moved, 2.0) << norm << ' ' << updates;
      EXPECT_GT(static_cast<double>(scale) * moved, 0.0) << norm << ' ' << updates;
    }
  }
}

TEST(CurvatureRule, TendsToTheMeanForPopularBooksAndToTheSumForRareOnes) {
  const std::vector<BookStatistics> popular(16, {1e6F, 1e6F});
  const std::vector<BookStatistics> rare(16, {1e-3F, 1e-3F});

  EXPECT_NEAR(curvature_rule.scales(sum_of(curvature_rule, popular, steps), 16).factors, 1.0 / 16, 1e-6);
  EXPECT_NEAR(curvature_rule.scales(sum_of(curvature_rule, rare, steps), 16).factors, 1.0, 1e-3);
}

TEST(CurvatureRule, StaysFiniteWhereAStepOvershoots) {
  const MergeSteps wild{3.0F, 0.1F, 3.0F, 0.1F};
  const std::vector<BookStatistics> shards(256, {1e4F, 1e6F});

  const MergeScales scales = curvature_rule.scales(sum_of(curvature_rule, shards, wild), 256);

  EXPECT_NEAR(scales.factors, 1.0 / 256, 1e-8);
  EXPECT_NEAR(scales.bias, 1.0 / 256, 1e-8);
}

TEST(CurvatureRule, AnUntouchedBookIsLeftAlone) {
  const MergeScales scales = curvature_rule.scales(sum_of(curvature_rule, {{0, 0}, {0, 0}}, steps), 2);

  EXPECT_EQ(scales.factors, 1.0F);
}

TEST(StudyRules, DoWhatTheirNamesSay) {
  const std::vector<BookStatistics> shards{{10, 5}, {30, 15}, {0, 0}, {0, 0}};

  EXPECT_EQ(sum_rule.scales(sum_of(sum_rule, shards, steps), 4).factors, 1.0F);
  EXPECT_EQ(mean_rule.scales(sum_of(mean_rule, shards, steps), 4).factors, 0.25F);
  EXPECT_EQ(weighted_rule.terms({30, 15}, steps).weight, 30.0F);
  EXPECT_EQ(weighted_rule.scales(sum_of(weighted_rule, shards, steps), 4).bias, 1.0F / 40);
  EXPECT_EQ(capped_rule.scales(sum_of(capped_rule, shards, steps), 4).factors, 0.6F);  // 24 / 40
  EXPECT_EQ(capped_rule.scales(sum_of(capped_rule, {{4, 1}, {0, 0}}, steps), 2).factors, 1.0F);
}

}  // namespace
}  // namespace crucible
