#include "plot/sheet.hpp"

#include "chart/drawing.hpp"
#include "crucible/report/plot.hpp"
#include "page/style.hpp"

#include <algorithm>
#include <span>

namespace crucible {

namespace {

constexpr double margin = 12;  ///< around all panels
constexpr double gap = 24;     ///< between two
constexpr std::size_t in_a_row = 2;

constexpr double key_line = 18;
constexpr double line_width = 22;
constexpr double mark_width = 10;
constexpr double before_text = 6;
constexpr double between_entries = 16;
constexpr double letter_width = 6.2;  ///< of most letters of 12 pixels; nobody knows the reader's font
constexpr double key_left = 2;        ///< as the title of the axis below

/// Of the picture as a whole. The shapes in it have rules that they share with those of a report.
constexpr const char* sheet_rules = R"css(
svg { font: 12px Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
.paper { fill: #fff; })css";

constexpr const char* xml_head = R"(<?xml version="1.0" encoding="UTF-8"?>)";

double sample_width(const KeyEntry& entry) {
  const bool is_line = entry.sample == KeyEntry::Sample::line || entry.sample == KeyEntry::Sample::dashed;
  return is_line ? line_width : mark_width;
}

double width_of(const KeyEntry& entry) {
  const auto letters = std::count_if(entry.text.begin(), entry.text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;  // continues a letter of UTF-8
  });
  return sample_width(entry) + before_text + letter_width * static_cast<double>(letters);
}

Markup sample_of(const KeyEntry& entry, double x, double y) {
  const std::string colour = entry.colour.style_class();
  const double middle = x + mark_width / 2;
  switch (entry.sample) {
    case KeyEntry::Sample::ring:
      return circle(middle, y, 4, "ring " + colour);
    case KeyEntry::Sample::divider:
      return line(middle, y - 7, middle, y + 7, "divider " + colour);
    case KeyEntry::Sample::dashed:
      return line(x, y, x + line_width, y, "line " + colour + " dashed");
    case KeyEntry::Sample::line:
      break;
  }
  return line(x, y, x + line_width, y, "line " + colour);
}

/// Where the entries of a key stand: x, and which line.
struct Place {
  double x = 0;
  std::size_t line = 0;
};

std::vector<Place> places_of(const std::vector<KeyEntry>& key) {
  std::vector<Place> places;
  Place next{key_left, 0};
  for (const KeyEntry& entry : key) {
    if (next.x > key_left && next.x + width_of(entry) > plane_width) next = {key_left, next.line + 1};
    places.push_back(next);
    next.x += width_of(entry) + between_entries;
  }
  return places;
}

/// What the keys of panels that stand side by side take, so that their axes are level.
double key_height(std::span<const Panel> panels) {
  std::size_t lines = 0;
  for (const Panel& panel : panels)
    for (const Place& place : places_of(panel.key)) lines = std::max(lines, place.line + 1);
  return key_line * static_cast<double>(lines);
}

Markup key_of(const Panel& panel) {
  const std::vector<Place> places = places_of(panel.key);
  Markup all;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const double y = key_line * (static_cast<double>(places[i].line) + 0.5) - 2;
    all += sample_of(panel.key[i], places[i].x, y);
    all += label(places[i].x + sample_width(panel.key[i]) + before_text, y + 4, panel.key[i].text, "key",
                 Anchor::start);
  }
  return all;
}

Markup group(double x, double y, const Markup& content) {
  return element("g", {{"transform", "translate(" + pixel(x) + " " + pixel(y) + ")"}}, content);
}

/// Panels side by side, the first at the left margin.
Markup row_of(std::span<const Panel> panels, double top) {
  const double keys = key_height(panels);
  double left = margin;
  Markup all;
  for (const Panel& panel : panels) {
    all += group(left, top, key_of(panel) + group(0, keys, content_of(panel.chart)));
    left += plane_width + gap;
  }
  return all;
}

std::string description_of(const std::vector<Panel>& panels) {
  std::string text;
  for (const Panel& panel : panels)
    text += (text.empty() ? "" : " ") + panel.chart.text.title + ". " + panel.chart.text.description;
  return text;
}

}  // namespace

bool is_plot(std::string_view start) {
  return start.starts_with(xml_head) &&
         start.find("aria-labelledby=\"plot-title plot-desc\"") != std::string_view::npos;
}

std::string sheet_of(const std::string& title, const std::vector<Panel>& panels) {
  Markup rows;
  double bottom = margin;
  for (std::size_t i = 0; i < panels.size(); i += in_a_row) {
    const auto row = std::span(panels).subspan(i, std::min(in_a_row, panels.size() - i));
    if (i > 0) bottom += gap;
    rows += row_of(row, bottom);
    bottom += key_height(row) + plane_height;
  }
  const auto columns = static_cast<double>(std::min(panels.size(), in_a_row));
  const double width = 2 * margin + columns * plane_width + (columns - 1) * gap;
  const double height = bottom + margin;
  const Markup style = element("style", {}, Markup::verbatim(sheet_rules) + Markup(plain_chart_rules()));
  const Markup paper =
      element("rect", {{"class", "paper"}, {"width", pixel(width)}, {"height", pixel(height)}});
  const Attributes frame{
      {"xmlns", "http://www.w3.org/2000/svg"}, {"width", pixel(width)}, {"height", pixel(height)}};
  return xml_head + std::string("\n") +
         picture({"plot", title, description_of(panels)}, width, height, style + paper + rows, frame).code();
}

}  // namespace crucible
