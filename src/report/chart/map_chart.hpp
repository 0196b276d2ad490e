#pragma once

#include "chart/chart.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Named dots over two axes, the important ones larger and with their names beside them. What a reader's
/// pointer rests on says its note.
struct MapChart {
  struct Dot {
    Point at;
    double weight = 0;  ///< the area of the dot, as a share of that of the largest
    std::string name;   ///< short
    std::string note;   ///< the whole name and its figures
  };
  ChartText text;
  Axis x;
  Axis y;
  Colour colour;
  std::vector<Dot> dots;  ///< the most important first
};

/// Pure. An SVG element as chart.hpp has them, but wider. Names are there in three sizes, of which the style
/// sheet shows the one for the width of the reader's screen.
Markup svg_of(const MapChart& chart);

}  // namespace crucible
