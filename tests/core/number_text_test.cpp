#include "crucible/core/number_text.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace crucible {
namespace {

TEST(NumberText, OfTheLargestNumbersIsWhole) {
  for (const double sign : {1.0, -1.0}) {
    const double largest = sign * std::numeric_limits<double>::max();
    EXPECT_EQ(std::stod(fixed(largest, 4)), largest);
    EXPECT_EQ(fixed(largest, 4).substr(fixed(largest, 4).find('.')), ".0000");
  }
  EXPECT_EQ(fixed(1e100, 2).size(), 104U);
  EXPECT_EQ(fixed(2.5, 2), "2.50");
  EXPECT_EQ(shortest(1e100, 4), "1e+100");
}

}  // namespace
}  // namespace crucible
