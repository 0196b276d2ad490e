#include "plot/sheet.hpp"

#include "chart/drawing.hpp"
#include "crucible/report/plot.hpp"
#include "page/style.hpp"

#include <algorithm>

namespace crucible {

namespace {

constexpr double margin = 12;  ///< around all panels
constexpr double gap = 24;     ///< between two
constexpr std::size_t in_a_row = 2;

constexpr double key_line = 18;
constexpr double sample_width = 22;
constexpr double between_entries = 18;
constexpr double letter_width = 6.2;  ///< of most letters of 12 pixels; nobody knows the reader's font
constexpr double key_left = 2;        ///< as the title of the axis below

/// Of the picture as a whole. The shapes in it have rules that they share with those of a report.
constexpr const char* sheet_rules = R"css(
svg { font: 12px Helvetica, Arial, "Liberation Sans", "DejaVu Sans", sans-serif; }
.paper { fill: #fff; })css";

constexpr const char* xml_head = R"(<?xml version="1.0" encoding="UTF-8"?>)";

double width_of(const KeyEntry& entry) {
  const auto letters = std::count_if(entry.text.begin(), entry.text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;  // continues a letter of UTF-8
  });
  return sample_width + 6 + letter_width * static_cast<double>(letters);
}

Markup sample_of(const KeyEntry& entry, double x, double y) {
  const std::string colour = entry.colour.style_class();
  const double middle = x + sample_width / 2;
  switch (entry.sample) {
    case KeyEntry::Sample::ring:
      return circle(middle, y, 4, "ring " + colour);
    case KeyEntry::Sample::divider:
      return line(middle, y - 7, middle, y + 7, "divider " + colour);
    case KeyEntry::Sample::dashed:
      return line(x, y, x + sample_width, y, "line " + colour + " dashed");
    case KeyEntry::Sample::line:
      break;
  }
  return line(x, y, x + sample_width, y, "line " + colour);
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

double key_height(const std::vector<Panel>& panels) {
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
    all += label(places[i].x + sample_width + 6, y + 4, panel.key[i].text, "key", Anchor::start);
  }
  return all;
}

Markup group(double x, double y, const Markup& content) {
  return element("g", {{"transform", "translate(" + pixel(x) + " " + pixel(y) + ")"}}, content);
}

double extent(std::size_t count, double each) {
  return 2 * margin + each * static_cast<double>(count) + gap * static_cast<double>(count - 1);
}

}  // namespace

bool is_plot(std::string_view start) {
  return start.starts_with(xml_head) &&
         start.find("aria-labelledby=\"plot-title plot-desc\"") != std::string_view::npos;
}

std::string sheet_of(const std::string& title, const std::vector<Panel>& panels) {
  const double keys = key_height(panels);
  const std::size_t columns = std::min(panels.size(), in_a_row);
  const double width = extent(columns, plane_width);
  const double height = extent((panels.size() + in_a_row - 1) / in_a_row, keys + plane_height);
  Markup content = element("style", {}, Markup::verbatim(sheet_rules) + Markup(plain_chart_rules())) +
                   element("rect", {{"class", "paper"}, {"width", pixel(width)}, {"height", pixel(height)}});
  ChartText text{"plot", title, ""};
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const ChartText& own = panels[i].chart.text;
    text.description += (i == 0 ? "" : " ") + own.title + ". " + own.description;
    content += group(margin + static_cast<double>(i % in_a_row) * (plane_width + gap),
                     margin + static_cast<double>(i / in_a_row) * (keys + plane_height + gap),
                     key_of(panels[i]) + group(0, keys, content_of(panels[i].chart)));
  }
  const Attributes frame{
      {"xmlns", "http://www.w3.org/2000/svg"}, {"width", pixel(width)}, {"height", pixel(height)}};
  return xml_head + std::string("\n") + picture(text, width, height, content, frame).code();
}

}  // namespace crucible
