#include "chart/drawing.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>

namespace crucible {

namespace {

constexpr double width = 360;
constexpr double left = 118;  ///< where bars begin; their names stand before
constexpr double right = width - 58;
constexpr double top = 8;
constexpr double row_height = 22;
constexpr double thickness = 13;
constexpr double below = 42;  ///< ticks and title of the axis
constexpr std::size_t most_name = 17;
constexpr std::size_t most_ticks = 4;

double bottom_of(const BarChart& chart) { return top + row_height * static_cast<double>(chart.bars.size()); }

std::vector<double> ends_of(const BarChart& chart) {
  std::vector<double> values;
  for (const Bar& bar : chart.bars) {
    values.push_back(bar.value);
    if (bar.whisker) values.insert(values.end(), {bar.whisker->low, bar.whisker->high});
    values.insert(values.end(), bar.parts.begin(), bar.parts.end());
  }
  return values;
}

Markup axis_of(const BarChart& chart, const Scale& scale, double bottom) {
  Markup all;
  for (std::size_t i = 0; i < scale.ticks().values.size(); ++i) {
    const double x = scale.place(scale.ticks().values[i]);
    all += line(x, top, x, bottom, "grid");
    all += label(x, bottom + 15, scale.ticks().labels[i], "tick", Anchor::middle);
  }
  all += line(scale.place(0), top, scale.place(0), bottom, "axis");
  all += label((left + right) / 2, bottom + 33, chart.axis.title, "name", Anchor::middle);
  return all;
}

Markup whisker_of(const Bar& bar, const Scale& scale, double y) {
  const double low = scale.place(bar.whisker->low);
  const double high = scale.place(bar.whisker->high);
  return line(low, y, high, y, "whisker") + line(low, y - 4, low, y + 4, "whisker") +
         line(high, y - 4, high, y + 4, "whisker");
}

Markup parts_of(const Bar& bar, const Scale& scale, double y) {
  Markup all;
  for (const double part : bar.parts)
    if (scale.can_place(part)) all += line(scale.place(part), y - 4, scale.place(part), y + 4, "whisker");
  return all;
}

Markup row_of(const BarChart& chart, const Bar& bar, const Scale& scale, double y) {
  Markup all = label(left - 6, y + 4, shortened(bar.name, most_name), "tick", Anchor::end);
  if (!scale.can_place(bar.value)) return all;
  const double zero = scale.place(0);
  const double tip = scale.place(bar.value);
  all += element("rect", {{"class", "bar " + bar.colour.style_class()},
                          {"x", pixel(std::min(zero, tip))},
                          {"y", pixel(y - thickness / 2)},
                          {"width", pixel(std::abs(tip - zero))},
                          {"height", pixel(thickness)}});
  double end = std::max(zero, tip);
  if (bar.whisker && scale.can_place(bar.whisker->low) && scale.can_place(bar.whisker->high)) {
    all += whisker_of(bar, scale, y);
    end = std::max(end, scale.place(bar.whisker->high));
  }
  all += parts_of(bar, scale, y);
  for (const double part : bar.parts)
    if (scale.can_place(part)) end = std::max(end, scale.place(part));
  return all + label(end + 6, y + 4, fixed(bar.value, chart.digits), "tick halo", Anchor::start);
}

}  // namespace

Markup svg_of(const BarChart& chart) {
  Axis axis = chart.axis;
  axis.from_zero = true;
  const Scale scale(axis, ends_of(chart), left, right, most_ticks);
  const double bottom = bottom_of(chart);
  Markup all = axis_of(chart, scale, bottom);
  for (std::size_t i = 0; i < chart.bars.size(); ++i)
    all += row_of(chart, chart.bars[i], scale, top + row_height * (static_cast<double>(i) + 0.5));
  return picture(chart.text, width, bottom + below, all);
}

}  // namespace crucible
