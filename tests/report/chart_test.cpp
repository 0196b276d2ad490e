#include "chart/chart.hpp"

#include "chart/name_places.hpp"
#include "crucible/core/error.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace crucible {
namespace {

using Labels = std::vector<std::string>;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

TEST(RoundTicks, StandAtOneTwoAndFiveTimesPowersOfTen) {
  EXPECT_EQ(round_ticks(0, 1, 6).labels, (Labels{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(round_ticks(0, 22, 6).labels, (Labels{"0", "5", "10", "15", "20"}));
  EXPECT_EQ(round_ticks(0.47, 1.12, 6).labels, (Labels{"0.6", "0.8", "1.0"}));
  EXPECT_EQ(round_ticks(-3, 7, 6).labels, (Labels{"−2", "0", "2", "4", "6"}));
  EXPECT_EQ(round_ticks(0.0101, 0.0149, 6).labels, (Labels{"0.011", "0.012", "0.013", "0.014"}));
  EXPECT_EQ(round_ticks(0, 30e6, 4).labels, (Labels{"0", "1e+07", "2e+07", "3e+07"}));
}

TEST(RoundTicks, OfWholeNumbersAreWhole) {
  EXPECT_EQ(round_ticks(1, 3, 6, true).labels, (Labels{"1", "2", "3"}));
  EXPECT_EQ(round_ticks(1, 50, 6, true).labels, (Labels{"10", "20", "30", "40", "50"}));
}

TEST(RoundTicks, AreNoMoreThanAskedFor) {
  for (double extent = 0.001; extent < 1e6; extent *= 1.37)
    EXPECT_LE(round_ticks(-0.3 * extent, extent, 5).values.size(), 5U) << extent;
  EXPECT_THROW(round_ticks(1, 1, 5), LogicError);
}

TEST(PowerTicks, ArePowersOfTen) {
  EXPECT_EQ(power_ticks(1e-7, 100, 6).labels, (Labels{"10⁻⁶", "10⁻⁴", "0.01", "1", "100"}));
  EXPECT_EQ(power_ticks(0.004, 0.06, 6).labels, (Labels{"0.005", "0.01", "0.02", "0.05"}));
  EXPECT_EQ(power_label(1e12), "10¹²");
}

TEST(RoundedRange, EndsAtTicks) {
  for (const auto& [low, high] : {std::pair{0.47, 1.12}, {0.39, 1.01}, {-7.0, 0.3}, {5.0, 5.0}, {0.0, 0.0}}) {
    const auto [from, to] = rounded_range(low, high, 6);
    EXPECT_LE(from, low);
    EXPECT_GE(to, high);
    const Ticks ticks = round_ticks(from, to, 6);
    EXPECT_NEAR(ticks.values.front(), from, 1e-12);
    EXPECT_NEAR(ticks.values.back(), to, 1e-12);
  }
}

TEST(Scale, PlacesLinearly) {
  const Scale scale({"", Axis::Kind::linear, false}, std::vector{0.0, 10.0, std::nan("")}, 100, 200, 6);
  EXPECT_DOUBLE_EQ(scale.place(0), 100);
  EXPECT_DOUBLE_EQ(scale.place(2.5), 125);
  EXPECT_FALSE(scale.can_place(std::nan("")));
  EXPECT_FALSE(scale.can_place(INFINITY));
}

TEST(Scale, PlacesLogarithms) {
  const Scale scale({"", Axis::Kind::logarithmic, false}, std::vector{1e-4, 0.0, 1.0}, 0, 40, 6);
  EXPECT_NEAR(scale.place(0.01), 20, 1e-9);
  EXPECT_FALSE(scale.can_place(0));
}

TEST(Scale, HasAnExtentWhateverTheValues) {
  for (const auto kind : {Axis::Kind::linear, Axis::Kind::logarithmic, Axis::Kind::whole})
    for (const auto& values : {std::vector<double>{},
                               {3.0},
                               {std::nan("")},
                               {1e-150, 1e150},
                               {0.0},
                               {-1.0, -1.0},
                               {-5e-324},
                               {9e18, 9e18 + 2000},
                               {1.0, 1.0 + 1e-15},
                               {6.1, 9.3}}) {
      const Scale scale({"", kind, false}, values, 0, 100, 6);
      EXPECT_LT(scale.low(), scale.high());
      EXPECT_FALSE(scale.ticks().values.empty());
      for (const double value : values)
        EXPECT_TRUE(!scale.can_place(value) || (scale.place(value) >= 0 && scale.place(value) <= 100))
            << value;
    }
}

TEST(Scale, FromZeroHasZeroWhateverTheSign) {
  for (const double value : {-0.5, 0.5}) {
    const std::vector<double> values{value};
    const Scale scale({"", Axis::Kind::linear, true}, values, 0, 100, 6);
    EXPECT_TRUE(scale.place(0) >= 0 && scale.place(0) <= 100) << value;
  }
}

TEST(Thinned, KeepsTheEnds) {
  EXPECT_EQ(thinned(3, 5), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_EQ(thinned(9, 3), (std::vector<std::size_t>{0, 4, 8}));
}

PlaneChart two_points() {
  PlaneChart chart;
  chart.text = {"id", "A <title>", "A description"};
  chart.x = {"epoch", Axis::Kind::whole, false};
  chart.y = {"RMSE (ratings)", Axis::Kind::linear, false};
  chart.curves = {{"a", {0}, false, {{1, 0}, {2, 10}}, {{2, 10}}}};
  return chart;
}

TEST(PlaneChart, DrawsALineFromCornerToCorner) {
  const std::string svg = svg_of(two_points()).code();
  EXPECT_NE(svg.find("points=\"54,246 426,28\""), std::string::npos) << svg;
  EXPECT_NE(svg.find("class=\"ring c0\" cx=\"426\" cy=\"28\""), std::string::npos);
  EXPECT_NE(svg.find(">RMSE (ratings)</text>"), std::string::npos);
}

TEST(PlaneChart, TellsScreenReaders) {
  const std::string svg = svg_of(two_points()).code();
  EXPECT_NE(svg.find("role=\"img\" aria-labelledby=\"id-title id-desc\""), std::string::npos);
  EXPECT_NE(svg.find("<title id=\"id-title\">A &lt;title&gt;</title>"), std::string::npos);
  EXPECT_NE(svg.find("<desc id=\"id-desc\">A description</desc>"), std::string::npos);
}

TEST(PlaneChart, BreaksLinesWhereThereIsNoValue) {
  PlaneChart chart = two_points();
  chart.curves[0].points = {{1, 0}, {2, 1}, {3, std::nan("")}, {4, 1}, {5, 2}, {6, INFINITY}, {7, 3}};
  const std::string svg = svg_of(chart).code();
  EXPECT_EQ(count(svg, "<polyline"), 2U);
  EXPECT_EQ(count(svg, "class=\"dot c0\""), 1U);  // the last one stands alone
  EXPECT_EQ(svg.find("nan"), std::string::npos);
  EXPECT_EQ(svg.find("inf"), std::string::npos);
}

TEST(PlaneChart, KeepsNamesOfLevelsApart) {
  PlaneChart chart = two_points();
  chart.levels = {{"lower", 9.9}, {"upper", 10}};
  const std::string svg = svg_of(chart).code();
  EXPECT_NE(svg.find("y=\"24\" text-anchor=\"end\">upper<"), std::string::npos) << svg;
  EXPECT_NE(svg.find("y=\"37\" text-anchor=\"end\">lower<"), std::string::npos) << svg;
}

TEST(BarChart, HasBarsFromZeroAndWhiskers) {
  BarChart chart;
  chart.text = {"id", "t", "d"};
  chart.axis.title = "RMSE (ratings)";
  chart.bars = {{"model", {0}, 0.5, Bar::Whisker{0.4, 1.0}}, {"mean", {}, 1, std::nullopt}};
  const std::string svg = svg_of(chart).code();
  // Zero is at 118, 1 at 302.
  EXPECT_NE(svg.find("class=\"bar c0\" x=\"118\" y=\"12.5\" width=\"92\""), std::string::npos) << svg;
  EXPECT_NE(svg.find("class=\"bar grey\" x=\"118\" y=\"34.5\" width=\"184\""), std::string::npos) << svg;
  EXPECT_EQ(count(svg, "class=\"whisker\""), 3U);
  EXPECT_NE(svg.find("x1=\"191.6\" y1=\"19\" x2=\"302\" y2=\"19\""), std::string::npos) << svg;
  EXPECT_NE(svg.find(">0.5000<"), std::string::npos);
}

TEST(PlaceNames, PutsNoNameOverAnother) {
  std::vector<NamedDot> dots;
  for (int i = 0; i < 200; ++i)
    dots.push_back({50.0 + 37 * i % 400, 50.0 + 53 * i % 300, 3, 60.0 + i % 7 * 10});
  const Box frame{0, 0, 500, 400};
  const std::vector<NamePlace> places = place_names(dots, frame, 12, 100);
  ASSERT_GT(places.size(), 10U);
  std::vector<Box> boxes;
  for (const NamePlace& place : places) {
    const double width = dots[place.dot].name_width;
    const double left =
        place.x - (place.anchor == Anchor::start ? 0 : (place.anchor == Anchor::end ? 1 : 0.5)) * width;
    boxes.push_back({left, place.y - 9, left + width, place.y + 2});
  }
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    EXPECT_TRUE(boxes[i].left >= 0 && boxes[i].right <= 500 && boxes[i].top >= 0 && boxes[i].bottom <= 400);
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_FALSE(boxes[i].left < boxes[j].right && boxes[j].left < boxes[i].right &&
                   boxes[i].top < boxes[j].bottom && boxes[j].top < boxes[i].bottom)
          << places[i].dot << " and " << places[j].dot;
  }
}

TEST(PlaceNames, GivesTheFirstDotItsNameAndStopsAtTheMost) {
  const std::vector<NamedDot> dots{
      {100, 100, 3, 50}, {103, 101, 3, 50}, {300, 200, 3, 50}, {300, 300, 3, 50}};
  const std::vector<NamePlace> places = place_names(dots, {0, 0, 400, 400}, 12, 2);
  ASSERT_EQ(places.size(), 2U);
  EXPECT_EQ(places[0].dot, 0U);
  EXPECT_EQ(places[0].anchor, Anchor::start);
  EXPECT_EQ(places[1].dot, 2U);  // the second dot lies on the first
}

}  // namespace
}  // namespace crucible
