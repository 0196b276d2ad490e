#pragma once

#include "chart/scale.hpp"
#include "chart/series.hpp"
#include "markup/markup.hpp"

#include <string>
#include <vector>

namespace crucible {

/// What a chart says to those who do not see it, and its name among the charts of the page.
struct ChartText {
  std::string id;           ///< a name for HTML, chosen by this program
  std::string title;        ///< one line
  std::string description;  ///< what it shows, with its main figures
};

/// Curves or dots over two axes.
struct PlaneChart {
  ChartText text;
  Axis x;
  Axis y;
  std::vector<Curve> curves;
  std::vector<Level> levels;
  std::vector<Divider> dividers;
  bool dots = false;  ///< the points themselves instead of lines through them
};

/// Horizontal bars that begin at 0, one below the other.
struct BarChart {
  ChartText text;
  Axis axis;
  int digits = 4;  ///< of the values beside the bars, behind the point
  std::vector<Bar> bars;
};

// Pure. SVG elements that take their colours from the style sheet of the page.

Markup svg_of(const PlaneChart& chart);
Markup svg_of(const BarChart& chart);

/// What svg_of() puts into its frame, for pictures of several charts. All plane charts have one size.
Markup content_of(const PlaneChart& chart);
constexpr double plane_width = 440;
constexpr double plane_height = 290;

}  // namespace crucible
