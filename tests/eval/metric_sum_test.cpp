#include "metric_sum.hpp"

#include "crucible/core/error.hpp"
#include "crucible/core/index_range.hpp"
#include "crucible/core/random.hpp"
#include "world.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::world;

std::vector<double> some_numbers(std::int64_t count) {
  RandomStream random(5, RandomPurpose::test);
  std::vector<double> numbers;
  for (std::int64_t i = 0; i < count; ++i)
    numbers.push_back(random.normal() * std::pow(10.0, 4 * random.uniform() - 2));
  return numbers;
}

MetricSum sum_of(std::span<const double> numbers) {
  MetricSum sum;
  for (const double number : numbers) sum.add(number);
  return sum;
}

TEST(MetricSum, AddsSignsAndFractions) {
  MetricSum sum;
  sum.add(0.75);
  sum.add(-2.5, 2);
  sum.add(1000.125);
  EXPECT_DOUBLE_EQ(sum.sum(), 998.375);
  EXPECT_EQ(sum.weight(), 4);
  EXPECT_DOUBLE_EQ(*sum.mean(), 249.59375);
}

TEST(MetricSum, NothingHasNoMean) { EXPECT_FALSE(MetricSum().mean().has_value()); }

TEST(MetricSum, OrderDoesNotMatter) {
  std::vector<double> numbers = some_numbers(1000);
  const MetricSum forward = sum_of(numbers);
  std::reverse(numbers.begin(), numbers.end());
  EXPECT_EQ(sum_of(numbers), forward);
  std::sort(numbers.begin(), numbers.end());
  EXPECT_EQ(sum_of(numbers), forward);
}

TEST(MetricSum, IsExactToTheLastPlaces) {
  long double expected = 0;
  const std::vector<double> numbers = some_numbers(1000);
  for (const double number : numbers) expected += static_cast<long double>(number);
  EXPECT_NEAR(sum_of(numbers).sum(), static_cast<double>(expected), 1e-11);
}

TEST(MetricSum, RanksTogetherHaveTheSumOfOne) {
  const std::vector<double> numbers = some_numbers(1000);
  const IndexRange mine = even_part(1000, world().size(), world().rank());
  std::vector<MetricSum> sums(2);
  sums[0] = sum_of(std::span(numbers).subspan(static_cast<std::size_t>(mine.begin),
                                              static_cast<std::size_t>(mine.size())));
  sums[1].add(-0.5);
  reduce(world(), sums);
  EXPECT_EQ(sums[0], sum_of(numbers));
  EXPECT_DOUBLE_EQ(sums[1].sum(), -0.5 * world().size());
}

TEST(MetricSum, RefusesWhatIsNotFinite) {
  MetricSum sum;
  EXPECT_THROW(sum.add(std::nan("")), NumericalError);
  EXPECT_THROW(sum.add(std::numeric_limits<double>::infinity()), NumericalError);
  EXPECT_THROW(sum.add(-1e16), NumericalError);
}

}  // namespace
}  // namespace crucible
