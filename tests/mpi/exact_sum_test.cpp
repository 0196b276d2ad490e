#include "crucible/mpi/exact_sum.hpp"

#include "crucible/core/random.hpp"
#include "world.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

double term(std::int64_t i) {
  RandomStream stream(8, RandomPurpose::test, static_cast<std::uint64_t>(i));
  return stream.normal() * std::exp(8 * stream.normal());
}

TEST(ExactSum, DoesNotDependOnWhoAddsWhatWhen) {
  constexpr std::int64_t terms = 1000;
  double bound = 0;
  for (std::int64_t i = 0; i < terms; ++i) bound += std::abs(term(i));
  ExactSum forward(1, bound);
  ExactSum shared(1, bound);
  double expected = 0;
  for (std::int64_t i = 0; i < terms; ++i) {
    expected += term(i);
    if (world().is_root()) forward.add(0, term(i));
    const std::int64_t backward = terms - 1 - i;
    if (backward % world().size() == world().rank()) shared.add(0, term(backward));
  }

  const double one_rank = forward.total(world())[0];

  EXPECT_EQ(shared.total(world())[0], one_rank);
  EXPECT_NEAR(one_rank, expected, 1e-12 * bound);
}

TEST(ExactSum, NothingButZerosIsZero) {
  EXPECT_EQ(ExactSum(3, 0).total(world()), std::vector<double>(3, 0.0));
}

TEST(ExactSum, ABoundThatIsNotFiniteGivesNan) {
  ExactSum sum(1, INFINITY);
  sum.add(0, 1.0);
  EXPECT_TRUE(std::isnan(sum.total(world())[0]));
}

}  // namespace
}  // namespace crucible
