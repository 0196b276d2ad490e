#pragma once

#include "chart/chart.hpp"
#include "chart/scale.hpp"

#include <string>

namespace crucible {

// Shapes that both kinds of chart draw. Coordinates are pixels of the picture.

enum class Anchor { start, middle, end };

/// A coordinate, to a tenth of a pixel.
std::string pixel(double value);
Markup line(double x1, double y1, double x2, double y2, const std::string& style);
Markup label(double x, double y, const Markup& text, const std::string& style, Anchor anchor);
Markup circle(double x, double y, double radius, const std::string& style);

/// Lines from `left` to `right` at the ticks of an upright axis, which are written left of them.
Markup levels_of(const Scale& upright, double left, double right);

/// The whole picture: an image with title and description, and with `more` attributes.
Markup picture(const ChartText& text, double width, double height, const Markup& content,
               const Attributes& more = {});

}  // namespace crucible
