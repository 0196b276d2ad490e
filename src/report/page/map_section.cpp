#include "chart/map_chart.hpp"
#include "crucible/core/number_text.hpp"
#include "markup/table.hpp"
#include "page/sections.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

constexpr std::size_t most_rows = 200;    ///< of the table of figures
constexpr std::size_t name_letters = 30;  ///< of a title in the picture

/// The title without what stands in parentheses at its end, such as a series.
std::string short_name(const std::string& title) {
  const std::size_t end = title.find(" (");
  return shortened(end == std::string::npos || end == 0 ? title : title.substr(0, end), name_letters);
}

std::string note_of(const BookMap::Place& place) {
  return place.name + (place.ratings ? " \xC2\xB7 " + grouped(*place.ratings) + " ratings" : "");
}

std::string axis_title(const BookMap& map, std::size_t axis) {
  return "axis " + std::to_string(axis + 1) + " (" + fixed(100 * map.shares.at(axis), 1) +
         " % of the variance)";
}

bool is_rated(const BookMap& map) { return map.places.front().ratings.has_value(); }

/// Which books are on the map: "all 90 books", "the 2,000 most rated of 10,000 books"
std::string books_of(const ReportModel& model) {
  const auto shown = static_cast<std::int64_t>(model.map->places.size());
  if (shown == model.books) return "all " + grouped(shown) + " books";
  return "the " + grouped(shown) + (is_rated(*model.map) ? " most rated" : " with the longest factors") +
         " of " + grouped(model.books) + " books";
}

MapChart chart_of(const ReportModel& model, const Names& names, const std::string& id) {
  const BookMap& map = *model.map;
  MapChart chart;
  chart.colour = names.colour(model.origin.path);
  chart.x = {axis_title(map, 0), Axis::Kind::linear, false};
  chart.y = {axis_title(map, 1), Axis::Kind::linear, false};
  const auto most = static_cast<double>(std::max<std::int64_t>(map.places.front().ratings.value_or(1), 1));
  std::string popular;
  for (const BookMap::Place& place : map.places) {
    const double weight = place.ratings ? static_cast<double>(*place.ratings) / most : 0.1;
    chart.dots.push_back({{place.x, place.y}, weight, short_name(place.name), note_of(place)});
    if (chart.dots.size() <= 5) popular += (popular.empty() ? "" : "; ") + short_name(place.name);
  }
  chart.text = {id, "Map of " + names.of(model.origin.path),
                "A dot for each of " + books_of(model) + ": " + chart.x.title + " against " + chart.y.title +
                    ". The first are " + popular + "."};
  return chart;
}

Table figures_of(const BookMap& map) {
  Table table;
  table.header = {"book", "ratings", "axis 1", "axis 2"};
  for (std::size_t i = 0; i < std::min(map.places.size(), most_rows); ++i) {
    const BookMap::Place& place = map.places[i];
    table.add({place.name, place.ratings ? grouped(*place.ratings) : "\xE2\x80\x93", shortest(place.x, 4),
               shortest(place.y, 4)});
  }
  return table;
}

/// What the script shows and fills; without it the map is a picture with tooltips.
Markup search_of(const std::string& id) {
  const std::string field = id + "-search";
  return element("div", {{"class", "search"}, {"hidden", "hidden"}},
                 element("label", {{"for", field}}, "Find books") +
                     element("input", {{"type", "search"}, {"id", field}, {"autocomplete", "off"}}) +
                     element("span", {{"role", "status"}}));
}

Markup readout() {
  return element("p", {{"class", "readout"}, {"aria-live", "polite"}, {"hidden", "hidden"}}) +
         element("ul", {{"class", "found"}, {"hidden", "hidden"}});
}

Markup figure_of(const ReportModel& model, const Names& names, std::size_t number) {
  const std::string id = "map-" + std::to_string(number);
  const MapChart chart = chart_of(model, names, id);
  const Markup picture =
      element("div", {{"class", "canvas"}, {"data-name", chart.text.title}}, svg_of(chart));
  const std::string area = is_rated(*model.map) ? " The area of a dot is the number of ratings." : "";
  return element("div", {{"class", "map"}},
                 figure(search_of(id) + picture + readout(), chart.text.title,
                        "On it are " + books_of(model) + "." + area, figures_of(*model.map)));
}

}  // namespace

Markup map_section(const ReportFiles& files, const Names& names) {
  Markup maps;
  Markup lacking;
  std::size_t number = 0;
  bool rated = true;
  for (const ReportModel& model : files.models) {
    if (!model.map) {
      lacking +=
          remark(names.of(model.origin.path) + " has no map: its factors do not vary in two directions.");
      continue;
    }
    maps += figure_of(model, names, ++number);
    rated = rated && is_rated(*model.map);
  }
  if (maps.empty()) return {};
  std::string text =
      "Books on the two directions in which their factors vary most. Books that are near each other are "
      "liked "
      "by the same people as far as these directions tell; most of the differences lie in others, which the "
      "shares say. The direction and the sign of an axis mean nothing.";
  if (!rated) text += " With the file of ratings on the page, the map would show the most rated books.";
  return section("maps", "Map of books", remark(text) + lacking + maps);
}

}  // namespace crucible
