// What kernels, schedules and merges expect of any loss.
#include "kernel/loss.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace crucible {
namespace {

constexpr float step = 0.125F;

TEST(Loss, SlopeHasTheSignOfTheError) {
  EXPECT_EQ(loss_slope(0.0F), 0.0F);
  for (float error = step; error < 8; error += step) {
    EXPECT_GT(loss_slope(error), 0) << error;
    EXPECT_LT(loss_slope(-error), 0) << error;
  }
}

TEST(Loss, CurvatureBoundsTheSlope) {
  for (float error = -8; error < 8; error += step) {
    const float change = loss_slope(error + step) - loss_slope(error);
    EXPECT_GE(change, 0) << error;
    EXPECT_LE(change, loss_curvature * step) << error;
  }
}

TEST(Loss, ReportsTheSquaredError) {
  for (float error = -8; error < 8; error += step)
    EXPECT_EQ(std::sqrt(error_term(static_cast<double>(error))), std::abs(static_cast<double>(error)));
}

}  // namespace
}  // namespace crucible
