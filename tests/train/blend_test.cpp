#include "defaults/blend.hpp"

#include "crucible/core/random.hpp"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

namespace crucible {
namespace {

/// Sums of `count` ratings with random parts of size 1, whose target is what `target` makes of them, plus
/// noise.
PartSums sums_of(std::int64_t count, double noise, const std::function<double(const PartValues&)>& target) {
  PartSums sums;
  RandomStream stream(5, RandomPurpose::test);
  for (std::int64_t i = 0; i < count; ++i) {
    PartValues parts{};
    for (double& part : parts) part = stream.normal();
    sums.add(target(parts) + noise * stream.normal(), parts);
  }
  return sums;
}

double as_learnt(const PartValues& parts) { return parts[0] + parts[1] + parts[2]; }

TEST(PartSums, GiveTheSquaredErrorOfAnyWeights) {
  PartSums sums;
  sums.add(2, {1, 0.5, -1, 2, 0});
  sums.add(-1, {0, 1, 0.25, -3, 4});
  const PartWeights weights{2, 1, 0.5, -1, 0.25};

  const double first = 2 - (2 * 1 + 0.5 - 0.5 - 2 + 0);
  const double second = -1 - (0 + 1 + 0.125 + 3 + 1);
  EXPECT_NEAR(sums.squared_error(weights), first * first + second * second, 1e-12);
  EXPECT_NEAR(sums.product_squares(), 1 + 0.0625, 1e-12);
}

TEST(BestWeights, ChangeNothingWhereTheModelIsRight) {
  EXPECT_EQ(best_weights(sums_of(2000, 1, as_learnt)), PartWeights{});
}

TEST(BestWeights, StretchFactorsThatAreTooSmall) {
  const PartWeights weights =
      best_weights(sums_of(4000, 0.5, [](const PartValues& p) { return p[0] + p[1] + 1.5 * p[2]; }));

  EXPECT_NEAR(weights.factors, 1.5, 0.05);
}

TEST(BestWeights, FindAllFive) {
  const PartWeights weights = best_weights(sums_of(4000, 0.5, [](const PartValues& p) {
    return 0.7 * p[0] + 0.5 * p[1] + 1.2 * p[2] + 0.3 * p[3] - 0.4 * p[4];
  }));

  EXPECT_NEAR(weights.user_bias, 0.7, 0.05);
  EXPECT_NEAR(weights.book_bias, 0.5, 0.05);
  EXPECT_NEAR(weights.factors, 1.2, 0.05);
  EXPECT_NEAR(weights.plain_user_bias, 0.3, 0.05);
  EXPECT_NEAR(weights.plain_book_bias, -0.4, 0.05);
}

TEST(BestWeights, AreNeverWorseThanThePlainBiases) {
  for (const std::int64_t count : {20, 50, 500}) {
    const PartSums sums = sums_of(count, 1, [](const PartValues& p) { return p[3] + p[4] - 0.3 * p[2]; });
    const PartWeights plain{0, 0, 0, 1, 1};

    EXPECT_LE(sums.squared_error(best_weights(sums)), sums.squared_error(plain)) << count;
  }
}

TEST(BestWeights, NeverCountFactorsNegatively) {
  const PartWeights weights =
      best_weights(sums_of(4000, 0.5, [](const PartValues& p) { return p[0] + p[1] - 0.5 * p[2]; }));

  EXPECT_EQ(weights.factors, 0);
  EXPECT_NEAR(weights.user_bias, 1, 0.05);
}

TEST(BestWeights, FitNothingToFewRatings) {
  const PartSums sums = sums_of(19, 0, [](const PartValues& p) { return 3 * as_learnt(p); });

  EXPECT_EQ(best_weights(sums), PartWeights{});

  const PartSums plain_fits = sums_of(19, 0, [](const PartValues& p) { return p[3] + p[4]; });
  EXPECT_EQ(best_weights(plain_fits), PartWeights{});
}

TEST(BestWeights, TakeAModelWithoutBiases) {
  PartSums sums;
  RandomStream stream(6, RandomPurpose::test);
  for (int i = 0; i < 1000; ++i) {
    const double product = 3 + stream.normal();
    sums.add(0.9 * product + 0.1 * stream.normal(), {0, 0, product, 0, 0});
  }

  EXPECT_NEAR(best_weights(sums).factors, 0.9, 0.02);
}

TEST(BestWeights, AreThoseAsLearntWhereThereIsNothingToJudgeBy) {
  EXPECT_EQ(best_weights({}), PartWeights{});
}

}  // namespace
}  // namespace crucible
