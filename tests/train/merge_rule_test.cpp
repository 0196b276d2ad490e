#include "schedule/merge_rule.hpp"

#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

/// One shard's part in a book.
struct Shard {
  float updates;
  float mean_norm;
};
struct Steps {
  float factor_rate, factor_l2, bias_rate, bias_l2;
};
struct Scales {
  float factors = 0;
  float bias = 0;
};

/// Adds one shard's terms; its weight.
float add_terms(const MergeRule& rule, const Shard& shard, const Steps& steps, int shards,
                std::array<float, 4>& sums) {
  float weight = 0;
  rule.terms({.books = 1,
              .shards = shards,
              .updates = &shard.updates,
              .mean_norm = &shard.mean_norm,
              .factor_rate = &steps.factor_rate,
              .bias_rate = &steps.bias_rate,
              .factor_l2 = steps.factor_l2,
              .bias_l2 = steps.bias_l2},
             {&weight, &sums[0], &sums[1], &sums[2], &sums[3]});
  return weight;
}

float weight_of(const MergeRule& rule, const Shard& shard, const Steps& steps) {
  std::array<float, 4> sums{};
  return add_terms(rule, shard, steps, 4, sums);
}

/// What `shards`, of a group of `count`, make of one book.
Scales scales_of(const MergeRule& rule, const std::vector<Shard>& shards, const Steps& steps, int count) {
  std::array<float, 4> sums{};
  for (const Shard& shard : shards) add_terms(rule, shard, steps, count, sums);
  Scales scales;
  rule.scales(1, count, {nullptr, &sums[0], &sums[1], &sums[2], &sums[3]}, {&scales.factors, &scales.bias});
  return scales;
}

constexpr Steps steps{0.02F, 0.1F, 0.01F, 0.05F};

TEST(CurvatureRule, OneShardKeepsItsChangeToTheBit) {
  const Scales scales = scales_of(curvature_rule, {{0, 0}, {37, 0.5F}, {0, 0}}, steps, 3);

  EXPECT_EQ(scales.factors, 1.0F);
  EXPECT_EQ(scales.bias, 1.0F);
}

TEST(CurvatureRule, IsTheContractionFormula) {
  // of four shards two touched the book, with 10 and 30 updates and a mean |p|^2 of 0.5 on both: share 1/4
  const Scales scales = scales_of(curvature_rule, {{10, 0.5F}, {30, 0.5F}, {0, 0}, {0, 0}}, steps, 4);

  const double a = std::exp(-0.02 * (0.125 + 0.1));
  const double b = std::exp(-0.01 * (1 + 0.05));
  EXPECT_NEAR(scales.factors, (1 - std::pow(a, 40)) / ((1 - std::pow(a, 10)) + (1 - std::pow(a, 30))), 1e-6);
  EXPECT_NEAR(scales.bias, (1 - std::pow(b, 40)) / ((1 - std::pow(b, 10)) + (1 - std::pow(b, 30))), 1e-6);
}

TEST(CurvatureRule, NoDirectionOvershootsByMoreThanItself) {
  // all users have the same row, so that one direction has all of the curvature: |p|^2
  const Steps no_l2{0.02F, 0.0F, 0.01F, 0.05F};
  for (const int count : {2, 3, 4, 6, 8, 16, 64, 1024}) {
    for (float updates = 0.25F; updates < 1e5F; updates *= 1.25F) {
      const std::vector<Shard> shards(static_cast<std::size_t>(count), {updates, 1});
      const float scale = scales_of(curvature_rule, shards, no_l2, count).factors;

      const double moved = count * -std::expm1(-0.02 * static_cast<double>(updates));  // of an error of 1
      EXPECT_LT(static_cast<double>(scale) * moved, 2.0) << count << ' ' << updates;
      EXPECT_GT(static_cast<double>(scale) * moved, 0.0) << count << ' ' << updates;
    }
  }
}

TEST(CurvatureRule, TendsToTheMeanForPopularBooksAndToTheSumForRareOnes) {
  const std::vector<Shard> popular(16, {1e6F, 1});
  const std::vector<Shard> rare(16, {1e-3F, 1});

  EXPECT_NEAR(scales_of(curvature_rule, popular, steps, 16).factors, 1.0 / 16, 1e-6);
  EXPECT_NEAR(scales_of(curvature_rule, rare, steps, 16).factors, 1.0, 1e-3);
}

TEST(CurvatureRule, StaysFiniteWhereAStepOvershoots) {
  const Steps wild{3.0F, 0.1F, 3.0F, 0.1F};
  const std::vector<Shard> shards(256, {1e4F, 100});

  const Scales scales = scales_of(curvature_rule, shards, wild, 256);

  EXPECT_NEAR(scales.factors, 1.0 / 256, 1e-8);
  EXPECT_NEAR(scales.bias, 1.0 / 256, 1e-8);
}

TEST(CurvatureRule, AnUntouchedBookIsLeftAlone) {
  const Scales scales = scales_of(curvature_rule, {{0, 0}, {0, 0}}, steps, 2);

  EXPECT_EQ(scales.factors, 1.0F);
}

TEST(StudyRules, DoWhatTheirNamesSay) {
  const std::vector<Shard> shards{{10, 0.5F}, {30, 0.5F}, {0, 0}, {0, 0}};

  EXPECT_EQ(scales_of(sum_rule, shards, steps, 4).factors, 1.0F);
  EXPECT_EQ(scales_of(mean_rule, shards, steps, 4).factors, 0.25F);
  EXPECT_EQ(weight_of(weighted_rule, {30, 0.5F}, steps), 30.0F);
  EXPECT_EQ(weight_of(sum_rule, {30, 0.5F}, steps), 1.0F);
  EXPECT_EQ(scales_of(weighted_rule, shards, steps, 4).bias, 1.0F / 40);
  EXPECT_EQ(scales_of(capped_rule, shards, steps, 4).factors, 0.6F);  // 24 / 40
  EXPECT_EQ(scales_of(capped_rule, {{4, 0.25F}, {0, 0}}, steps, 2).factors, 1.0F);
}

}  // namespace
}  // namespace crucible
