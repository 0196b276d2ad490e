#include "chart/drawing.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

constexpr double width = plane_width;
constexpr double height = plane_height;
constexpr double left = 54;
constexpr double right = width - 14;
constexpr double top = 28;
constexpr double bottom = height - 44;
constexpr double label_height = 13;        ///< what a line of text takes
constexpr std::size_t most_points = 1000;  ///< of a curve: more than there are pixels
constexpr std::size_t most_ticks = 6;

std::vector<double> coordinates(const PlaneChart& chart, double Point::*which) {
  std::vector<double> values;
  for (const Curve& curve : chart.curves)
    for (const Point& point : curve.points) values.push_back(point.*which);
  return values;
}

std::vector<double> heights(const PlaneChart& chart) {
  std::vector<double> values = coordinates(chart, &Point::y);
  for (const Level& level : chart.levels) values.push_back(level.value);
  return values;
}

/// The two axes of a chart and what is drawn on them.
class Plane {
 public:
  explicit Plane(const PlaneChart& chart)
      : chart_(chart),
        x_(chart.x, coordinates(chart, &Point::x), left, right, most_ticks),
        y_(chart.y, heights(chart), bottom, top, most_ticks) {}

  Markup drawn() const {
    Markup all = frame() + dividers();
    for (const Curve& curve : chart_.curves) all += chart_.dots ? dots(curve) : path(curve);
    for (const Curve& curve : chart_.curves) all += marks(curve);
    return all + levels();
  }

 private:
  Markup frame() const {
    Markup all = levels_of(y_, left, right);
    for (std::size_t i = 0; i < x_.ticks().values.size(); ++i) {
      const double x = x_.place(x_.ticks().values[i]);
      all += line(x, bottom, x, bottom + 4, "axis");
      all += label(x, bottom + 17, x_.ticks().labels[i], "tick", Anchor::middle);
    }
    all += line(left, bottom, right, bottom, "axis");
    all += label(2, 12, chart_.y.title, "name", Anchor::start);
    all += label((left + right) / 2, height - 8, chart_.x.title, "name", Anchor::middle);
    return all;
  }

  Markup dividers() const {
    Markup all;
    for (const Divider& divider : chart_.dividers)
      if (x_.can_place(divider.value))
        all += line(x_.place(divider.value), top, x_.place(divider.value), bottom,
                    "divider " + divider.colour.style_class());
    return all;
  }

  bool can_place(const Point& point) const { return x_.can_place(point.x) && y_.can_place(point.y); }

  /// Points that lie alone between others that cannot be drawn become dots.
  Markup path(const Curve& curve) const {
    Markup all;
    std::vector<Point> run;
    const auto end_run = [&] {
      if (run.size() == 1) all += dot(run[0], curve);
      if (run.size() > 1) all += polyline(run, curve);
      run.clear();
    };
    for (const std::size_t i : thinned(curve.points.size(), most_points))
      if (can_place(curve.points[i]))
        run.push_back(curve.points[i]);
      else
        end_run();
    end_run();
    return all;
  }

  Markup polyline(const std::vector<Point>& run, const Curve& curve) const {
    std::string points;
    for (const Point& point : run)
      points += (points.empty() ? "" : " ") + pixel(x_.place(point.x)) + "," + pixel(y_.place(point.y));
    return element("polyline",
                   {{"class", "line " + curve.colour.style_class() + (curve.dashed ? " dashed" : "")},
                    {"points", points}});
  }

  Markup dot(const Point& point, const Curve& curve) const {
    return circle(x_.place(point.x), y_.place(point.y), chart_.dots ? 1.8 : 2.5,
                  "dot " + curve.colour.style_class());
  }

  Markup dots(const Curve& curve) const {
    Markup all;
    for (const Point& point : curve.points)
      if (can_place(point)) all += dot(point, curve);
    return all;
  }

  Markup marks(const Curve& curve) const {
    Markup all;
    for (const Point& point : curve.marks)
      if (can_place(point))
        all += circle(x_.place(point.x), y_.place(point.y), 4, "ring " + curve.colour.style_class());
    return all;
  }

  /// Highest first, so that a name that would lie on the one above moves down.
  Markup levels() const {
    std::vector<Level> sorted = chart_.levels;
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.value > b.value; });
    Markup lines;
    Markup names;
    double free_from = 0;
    for (const Level& level : sorted) {
      if (!y_.can_place(level.value)) continue;
      const double y = y_.place(level.value);
      const double text_y = std::max(y - 4, free_from + label_height);
      lines += line(left, y, right, y, "level");
      names += label(right, text_y, shortened(level.name, 40), "tick halo", Anchor::end);
      free_from = text_y;
    }
    return lines + names;
  }

  const PlaneChart& chart_;
  Scale x_;
  Scale y_;
};

}  // namespace

Markup content_of(const PlaneChart& chart) { return Plane(chart).drawn(); }

Markup svg_of(const PlaneChart& chart) { return picture(chart.text, width, height, content_of(chart)); }

}  // namespace crucible
