#include "crucible/picture/pca_plot.hpp"

#include "count_text.hpp"
#include "crucible/core/error.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using testing::count;

TEST(PcaSvg, ShowsTheCloudThreeTimesAndBothAxesTwice) {
  RowMatrixD points(3, 2);
  points << 1, 1, -1, -1, 0.1, -0.1;
  const double half = std::sqrt(0.5);
  RowMatrixD axes(2, 2);
  axes << half, -half, half, half;
  const std::string svg = pca_svg(points, axes, {1.5, 0.1});
  EXPECT_EQ(count(svg, "<circle"), 9U);
  EXPECT_EQ(count(svg, "<polygon"), 4U);
  // Stroke and fill of line and head of the second axis, in two panels, and its legend.
  EXPECT_EQ(count(svg, "#8b4513"), 9U);
  // 1.5^2 / (1.5^2 + 0.1^2)
  EXPECT_NE(svg.find(">1.5 (99.6 % of the variance)<"), std::string::npos);
  EXPECT_NE(svg.find(">0.1 (0.4 %)<"), std::string::npos);
  EXPECT_EQ(svg.rfind("<svg", 0), 0U);
  EXPECT_EQ(svg.substr(svg.size() - 7), "</svg>\n");
}

TEST(PcaSvg, TurnsTheCloudOntoItsAxes) {
  // The reach is the longest coordinate, sqrt(2) of the turned point (1, 1): it stands at 1 / 1.05 of half a
  // panel.
  RowMatrixD points(1, 2);
  points << 1, 1;
  const double half = std::sqrt(0.5);
  RowMatrixD axes(2, 2);
  axes << half, -half, half, half;
  const std::string svg = pca_svg(points, axes, {0.1, 0.1});
  EXPECT_NE(svg.find("cx=\"952.86\" cy=\"194.00\""), std::string::npos) << svg;
}

TEST(PcaSvg, ACloudInOnePointHasNoArrows) {
  const std::string svg = pca_svg(RowMatrixD::Zero(2, 2), RowMatrixD::Identity(2, 2), {0, 0});
  EXPECT_EQ(count(svg, "<polygon"), 0U);
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

TEST(PcaSvg, IsForTwoColumns) {
  EXPECT_THROW(pca_svg(RowMatrixD::Zero(2, 3), RowMatrixD::Identity(3, 2), {1, 1}), LogicError);
}

}  // namespace
}  // namespace crucible
