#pragma once

#include "chart/chart.hpp"

#include <string>

namespace crucible {

// Shapes that both kinds of chart draw. Coordinates are pixels of the picture.

enum class Anchor { start, middle, end };

/// A coordinate, to a tenth of a pixel.
std::string pixel(double value);
Markup line(double x1, double y1, double x2, double y2, const std::string& style);
Markup label(double x, double y, const Markup& text, const std::string& style, Anchor anchor);
Markup circle(double x, double y, double radius, const std::string& style);

/// The whole picture: an image with title and description, and with `more` attributes.
Markup picture(const ChartText& text, double width, double height, const Markup& content,
               const Attributes& more = {});

}  // namespace crucible
