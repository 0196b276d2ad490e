#include "draw/text_raster.hpp"

#include "crucible/core/error.hpp"
#include "draw/text_raster_font.hpp"

#include <algorithm>
#include <cmath>
#include <locale>
#include <numbers>
#include <sstream>
#include <vector>

namespace crucible {

namespace {

struct Point {
  double x = 0;
  double y = 0;
};

struct Stroke {
  Point from;
  Point to;
};

/// Cuts an arc into straight strokes.
void add_arc(std::vector<Stroke>& strokes, Point& pen, Point centre, Point radius, double from, double to) {
  const int pieces = std::max(4, static_cast<int>(std::abs(to - from) / 9));
  for (int i = 0; i <= pieces; ++i) {
    const double angle = (from + (to - from) * i / pieces) * std::numbers::pi / 180;
    const Point next{centre.x + radius.x * std::cos(angle), centre.y + radius.y * std::sin(angle)};
    if (i > 0) strokes.push_back({pen, next});
    pen = next;
  }
}

/// The strokes of a glyph's path, on the font's grid.
std::vector<Stroke> strokes_of(const font::Glyph& glyph) {
  std::istringstream path{std::string(glyph.path)};
  path.imbue(std::locale::classic());
  std::vector<Stroke> strokes;
  Point pen;
  for (char word = 0; path >> word;) {
    Point point;
    path >> point.x >> point.y;
    if (word == 'A') {
      Point radius;
      double from = 0;
      double to = 0;
      path >> radius.x >> radius.y >> from >> to;
      add_arc(strokes, pen, point, radius, from, to);
      continue;
    }
    if (word == 'L') strokes.push_back({pen, point});
    pen = point;
  }
  return strokes;
}

double distance(Point p, const Stroke& s) {
  const double dx = s.to.x - s.from.x;
  const double dy = s.to.y - s.from.y;
  const double length = dx * dx + dy * dy;
  const double along =
      length > 0 ? std::clamp(((p.x - s.from.x) * dx + (p.y - s.from.y) * dy) / length, 0.0, 1.0) : 0.0;
  return std::hypot(p.x - s.from.x - along * dx, p.y - s.from.y - along * dy);
}

/// The share of each pixel that ink covers, for a box of the canvas, row after row.
struct Coverage {
  std::int64_t left;
  std::int64_t top;
  std::int64_t width;
  std::int64_t height;
  std::vector<double> ink;

  Coverage(std::int64_t x, std::int64_t y, std::int64_t columns, std::int64_t rows)
      : left(x), top(y), width(columns), height(rows), ink(static_cast<std::size_t>(columns * rows)) {}

  /// Moves a round pen of this radius along the stroke (pixels, y downwards).
  void draw(const Stroke& stroke, double radius) {
    const auto low = [&](double a, double b, std::int64_t origin) {
      return std::max<std::int64_t>(
          0, static_cast<std::int64_t>(std::floor(std::min(a, b) - radius - 1)) - origin);
    };
    const auto high = [&](double a, double b, std::int64_t origin, std::int64_t count) {
      return std::min(count, static_cast<std::int64_t>(std::ceil(std::max(a, b) + radius + 1)) - origin);
    };
    for (std::int64_t y = low(stroke.from.y, stroke.to.y, top);
         y < high(stroke.from.y, stroke.to.y, top, height); ++y)
      for (std::int64_t x = low(stroke.from.x, stroke.to.x, left);
           x < high(stroke.from.x, stroke.to.x, left, width); ++x) {
        const Point centre{static_cast<double>(left + x) + 0.5, static_cast<double>(top + y) + 0.5};
        double& pixel = ink[static_cast<std::size_t>(y * width + x)];
        pixel = std::max(pixel, std::clamp(radius + 0.5 - distance(centre, stroke), 0.0, 1.0));
      }
  }
};

/// Space between letters on the font's grid. Bold letters need more, because their strokes are thicker.
double gap(const TextStyle& style) { return font::gap + 0.6 * (style.weight - 1); }

void blend(Image& canvas, const Coverage& coverage, const TextStyle& style) {
  for (std::int64_t y = 0; y < coverage.height; ++y)
    for (std::int64_t x = 0; x < coverage.width; ++x) {
      const double share = coverage.ink[static_cast<std::size_t>(y * coverage.width + x)];
      if (share <= 0) continue;
      for (std::int64_t c = 0; c < 3; ++c) {
        std::uint16_t& sample = canvas.at(coverage.top + y, coverage.left + x, c);
        const double ink = style.ink[static_cast<std::size_t>(c)];
        sample = static_cast<std::uint16_t>(sample + share * (ink - sample) + 0.5);
      }
    }
}

}  // namespace

double text_width(std::string_view text, const TextStyle& style) {
  double width = 0;
  for (const char letter : text) width += font::glyph(letter).width + gap(style);
  return std::max(0.0, width - gap(style)) * style.cap_height / font::cap_height;
}

void draw_text(Image& canvas, double x, double baseline, std::string_view text, const TextStyle& style) {
  require(canvas.channels == 3 && canvas.peak == 255, "text is drawn on 8-bit RGB");
  const double scale = style.cap_height / font::cap_height;
  const double radius = 0.5 * style.weight * std::max(1.0, 0.95 * scale);
  const auto inside = [](double value, std::int64_t limit) {
    return std::clamp<std::int64_t>(static_cast<std::int64_t>(value), 0, limit);
  };
  const std::int64_t left = inside(std::floor(x - 2 * radius - 2), canvas.width);
  const std::int64_t right = inside(std::ceil(x + text_width(text, style) + 2 * radius + 2), canvas.width);
  const std::int64_t top = inside(std::floor(baseline - 1.3 * style.cap_height - 2), canvas.height);
  const std::int64_t bottom = inside(std::ceil(baseline + 0.6 * style.cap_height + 2), canvas.height);
  Coverage coverage(left, top, right - left, bottom - top);
  for (const char letter : text) {
    const font::Glyph& glyph = font::glyph(letter);
    for (const Stroke& s : strokes_of(glyph))
      coverage.draw({{x + s.from.x * scale, baseline - s.from.y * scale},
                     {x + s.to.x * scale, baseline - s.to.y * scale}},
                    radius);
    x += (glyph.width + gap(style)) * scale;
  }
  blend(canvas, coverage, style);
}

}  // namespace crucible
