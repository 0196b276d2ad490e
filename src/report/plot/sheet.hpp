#pragma once

#include "chart/chart.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// What a kind of line or dot of a chart means.
struct KeyEntry {
  enum class Sample : std::uint8_t { line, dashed, ring, divider } sample = Sample::line;
  Colour colour;
  std::string text;
};

/// A chart and its key. Of the chart's texts, the title and the description count.
struct Panel {
  PlaneChart chart;
  std::vector<KeyEntry> key;
};

/// Pure. A whole SVG file: the panels side by side, two in a row, on white. @pre there is a panel
std::string sheet_of(const std::string& title, const std::vector<Panel>& panels);

}  // namespace crucible
