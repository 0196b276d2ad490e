#pragma once

#include "chart/series.hpp"
#include "markup/markup.hpp"

#include <string>
#include <vector>

namespace crucible {

/// A table of texts: the first column names the rows.
struct Table {
  struct Row {
    std::vector<Markup> cells;
    bool outstanding = false;  ///< drawn stronger
  };
  std::string caption;         ///< for screen readers and above the table; may be empty
  std::vector<Markup> header;  ///< as many as the cells of each row
  std::vector<Row> rows;
  bool numbers = true;  ///< cells but the first are aligned to the right

  void add(std::vector<Markup> cells, bool outstanding = false) {
    rows.push_back({std::move(cells), outstanding});
  }
};

/// Pure. In a box that scrolls sideways where the table is too wide.
Markup html_of(const Table& table);

/// A number with `digits` digits behind the point, an en dash where it is not finite.
std::string figure_text(double value, int digits);

/// A chart above its title, and the figures that it was drawn from, to be unfolded below.
Markup figure(const Markup& picture, const std::string& title, const std::string& note, const Table& figures);

/// The name of a thing beside a dash in its colour.
Markup legend_entry(const std::string& name, const Colour& colour);

}  // namespace crucible
