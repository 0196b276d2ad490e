#include "chart/map_chart.hpp"

#include "chart/drawing.hpp"
#include "chart/name_places.hpp"

#include <array>
#include <cmath>

namespace crucible {

namespace {

constexpr double width = 1040;
constexpr double height = 760;
constexpr double left = 48;
constexpr double right = width - 12;
constexpr double top = 44;
constexpr double bottom = height - 60;
constexpr std::size_t most_ticks = 14;  ///< many, so that the range is rounded by little
constexpr double least_radius = 1.8;
constexpr double most_radius = 8;

/// Letters for a width of screens: on a narrow one, the whole picture is small, so they must be large in it.
struct NameSize {
  const char* style;
  double size;
  std::size_t most;
};

constexpr std::array<NameSize, 3> name_sizes{
    {{"names large-screen", 12, 70}, {"names medium-screen", 20, 36}, {"names small-screen", 34, 16}}};

std::vector<double> coordinates(const MapChart& chart, double Point::*which) {
  std::vector<double> values;
  for (const MapChart::Dot& dot : chart.dots) values.push_back(dot.at.*which);
  return values;
}

class Map {
 public:
  explicit Map(const MapChart& chart)
      : chart_(chart),
        x_(chart.x, coordinates(chart, &Point::x), left, right, most_ticks),
        y_(chart.y, coordinates(chart, &Point::y), bottom, top, most_ticks) {
    for (const MapChart::Dot& dot : chart.dots)
      dots_.push_back({x_.place(dot.at.x), y_.place(dot.at.y),
                       std::max(least_radius, most_radius * std::sqrt(dot.weight)), 0});
  }

  Markup drawn() const {
    Markup all = frame() + dots();
    for (const NameSize& size : name_sizes) all += names(size);
    return all;
  }

 private:
  Markup frame() const {
    Markup all = levels_of(y_, left, right);
    for (std::size_t i = 0; i < x_.ticks().values.size(); ++i) {
      const double x = x_.place(x_.ticks().values[i]);
      all += line(x, top, x, bottom, "grid");
      all += label(x, bottom + 18, x_.ticks().labels[i], "tick", Anchor::middle);
    }
    all += label(2, 26, chart_.y.title, "name", Anchor::start);
    all += label((left + right) / 2, height - 12, chart_.x.title, "name", Anchor::middle);
    return all;
  }

  Markup dots() const {
    Markup all;
    for (std::size_t i = 0; i < dots_.size(); ++i)
      all += element("circle",
                     {{"cx", pixel(dots_[i].x)}, {"cy", pixel(dots_[i].y)}, {"r", pixel(dots_[i].radius)}},
                     element("title", {}, chart_.dots[i].note));
    return element("g", {{"class", "dots " + chart_.colour.style_class()}}, all);
  }

  Markup names(const NameSize& size) const {
    std::vector<NamedDot> dots = dots_;
    for (std::size_t i = 0; i < dots.size(); ++i)
      dots[i].name_width = text_width(chart_.dots[i].name, size.size);
    Markup all;
    for (const NamePlace& place :
         place_names(dots, {left, top - 16, width, bottom + 4}, size.size, size.most))
      all += label(place.x, place.y, chart_.dots[place.dot].name, "halo", place.anchor);
    return element("g", {{"class", size.style}, {"font-size", pixel(size.size)}}, all);
  }

  const MapChart& chart_;
  Scale x_;
  Scale y_;
  std::vector<NamedDot> dots_;
};

}  // namespace

Markup svg_of(const MapChart& chart) { return picture(chart.text, width, height, Map(chart).drawn()); }

}  // namespace crucible
