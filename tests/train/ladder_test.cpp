#include "defaults/ladder.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

/// Climbs the ladder as a search does; error(step) is what a rung gives.
template <typename Error>
std::vector<Rung> climb(const Ladder& ladder, const Error& error) {
  std::vector<Rung> tried;
  while (const std::optional<std::int64_t> step = next_step(ladder, tried))
    tried.push_back({*step, error(*step)});
  return tried;
}

TEST(Ladder, EndsWhereItsLimitsAre) {
  const Ladder ladder = ladder_within(0.06, 2.5, 0.003, 2.5);

  EXPECT_EQ(ladder.lowest, -3);
  EXPECT_EQ(ladder.highest, 4);
  EXPECT_DOUBLE_EQ(ladder.value(1), 0.15);
}

TEST(Ladder, HasItsCentreEvenOutsideTheLimits) {
  const Ladder ladder = ladder_within(5, 2, 0.1, 1);

  EXPECT_EQ(ladder.highest, 0);
  EXPECT_EQ(next_step(ladder, {}), 0);
}

TEST(NextStep, BracketsTheLowestRungWithNoMoreThanItNeeds) {
  const Ladder ladder{1, 2, -8, 8};
  for (std::int64_t lowest = -8; lowest <= 8; ++lowest) {
    const auto tried = climb(ladder, [&](std::int64_t step) { return std::abs(double(step - lowest)); });

    EXPECT_EQ(best_rung(tried).step, lowest);
    EXPECT_LE(tried.size(), static_cast<std::size_t>(std::abs(lowest)) + 3) << lowest;
  }
}

TEST(NextStep, GoesDownFromRungsThatFailed) {
  const Ladder ladder{1, 2, -4, 4};
  const auto tried =
      climb(ladder, [](std::int64_t step) { return step >= 0 ? infinite : 1.0 - double(step); });

  EXPECT_EQ(best_rung(tried).step, -1);
}

TEST(NextStep, EndsWhereAllFail) {
  const Ladder ladder{1, 2, -4, 4};

  EXPECT_LE(climb(ladder, [](std::int64_t) { return infinite; }).size(), 3U);
}

TEST(RefinedValue, FindsTheLowestPointOfAParabola) {
  const Ladder ladder{0.1, 2, -4, 4};
  for (const double lowest : {-0.45, -0.2, 0.0, 0.3, 0.49}) {
    const auto tried = climb(
        ladder, [&](std::int64_t step) { return 3 + (double(step) - lowest) * (double(step) - lowest); });

    EXPECT_NEAR(refined_value(ladder, tried), 0.1 * std::pow(2, lowest), 1e-12) << lowest;
  }
}

TEST(RefinedValue, IsTheBestRungAtTheEndOfTheLadderAndBesideFailures) {
  const Ladder ladder{1, 2, -1, 1};

  EXPECT_DOUBLE_EQ(refined_value(ladder, std::vector<Rung>{{0, 2}, {1, 1}}), 2);
  EXPECT_DOUBLE_EQ(refined_value(ladder, std::vector<Rung>{{0, 1}, {1, infinite}, {-1, 2}}), 1);
  EXPECT_DOUBLE_EQ(refined_value(ladder, std::vector<Rung>{{0, 1}, {1, 1}, {-1, 1}}), 1);
}

TEST(RoundedToDigits, KeepsTheDigitsThatCount) {
  EXPECT_DOUBLE_EQ(rounded_to_digits(0.0285512, 3), 0.0286);
  EXPECT_DOUBLE_EQ(rounded_to_digits(0.1, 3), 0.1);
  EXPECT_DOUBLE_EQ(rounded_to_digits(1234.5, 3), 1230);
  EXPECT_DOUBLE_EQ(rounded_to_digits(0, 3), 0);
}

}  // namespace
}  // namespace crucible
