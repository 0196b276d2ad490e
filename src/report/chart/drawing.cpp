#include "chart/drawing.hpp"

#include "crucible/core/number_text.hpp"

namespace crucible {

namespace {

const char* name_of(Anchor anchor) {
  if (anchor == Anchor::start) return "";  // the default of SVG
  return anchor == Anchor::middle ? "middle" : "end";
}

}  // namespace

std::string pixel(double value) {
  const std::string text = fixed(value, 1);
  return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

Markup line(double x1, double y1, double x2, double y2, const std::string& style) {
  return element(
      "line", {{"class", style}, {"x1", pixel(x1)}, {"y1", pixel(y1)}, {"x2", pixel(x2)}, {"y2", pixel(y2)}});
}

Markup label(double x, double y, const Markup& text, const std::string& style, Anchor anchor) {
  return element(
      "text", {{"class", style}, {"x", pixel(x)}, {"y", pixel(y)}, {"text-anchor", name_of(anchor)}}, text);
}

Markup circle(double x, double y, double radius, const std::string& style) {
  return element("circle", {{"class", style}, {"cx", pixel(x)}, {"cy", pixel(y)}, {"r", pixel(radius)}});
}

Markup levels_of(const Scale& upright, double left, double right) {
  const Ticks& ticks = upright.ticks();
  Markup all;
  for (std::size_t i = 0; i < ticks.values.size(); ++i) {
    const double y = upright.place(ticks.values[i]);
    all += line(left, y, right, y, "grid");
    all += label(left - 6, y + 4, ticks.labels[i], "tick", Anchor::end);
  }
  return all;
}

Markup picture(const ChartText& text, double width, double height, const Markup& content,
               const Attributes& more) {
  const std::string title = text.id + "-title";
  const std::string description = text.id + "-desc";
  Attributes attributes{{"role", "img"},
                        {"aria-labelledby", title + " " + description},
                        {"viewBox", "0 0 " + pixel(width) + " " + pixel(height)}};
  attributes.insert(attributes.end(), more.begin(), more.end());
  return element("svg", attributes,
                 element("title", {{"id", title}}, text.title) +
                     element("desc", {{"id", description}}, text.description) + content);
}

}  // namespace crucible
