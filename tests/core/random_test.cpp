#include "crucible/core/random.hpp"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace crucible {
namespace {

// Known answers of Random123's kat_vectors for philox4x32-10.
TEST(Philox, KnownAnswers) {
  using Words = std::array<std::uint32_t, 4>;
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(RandomStream, EveryPartOfTheKeyMatters) {
  std::set<std::uint64_t> firsts;
  for (std::uint64_t seed : {1U, 2U})
    for (auto purpose : {RandomPurpose::test, RandomPurpose::split})
      for (std::uint64_t a : {0U, 1U})
        for (std::uint64_t b : {0U, 1U}) firsts.insert(RandomStream(seed, purpose, a, b).bits64());
  EXPECT_EQ(firsts.size(), 16U);
}

TEST(RandomStream, UniformAndNormalHaveTheirMoments) {
  RandomStream stream(3, RandomPurpose::test);
  double mean = 0;
  double square = 0;
  double normal_mean = 0;
  double normal_square = 0;
  constexpr int n = 100000;
  for (int i = 0; i < n; ++i) {
    const double u = stream.uniform();
    const double z = stream.normal();
    mean += u / n;
    square += u * u / n;
    normal_mean += z / n;
    normal_square += z * z / n;
  }
  EXPECT_NEAR(mean, 0.5, 0.005);
  EXPECT_NEAR(square - mean * mean, 1.0 / 12, 0.002);
  EXPECT_NEAR(normal_mean, 0, 0.015);
  EXPECT_NEAR(normal_square, 1, 0.025);
}

TEST(RandomStream, BelowStaysBelowAndHitsAll) {
  RandomStream stream(4, RandomPurpose::test);
  std::array<int, 7> hits{};
  for (int i = 0; i < 7000; ++i) ++hits.at(stream.below(7));
  for (const int count : hits) EXPECT_NEAR(count, 1000, 150);
}

}  // namespace
}  // namespace crucible
