#pragma once

#include "crucible/app/image.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace crucible {

/// How captions look.
struct TextStyle {
  double cap_height = 10;                          ///< of a capital letter, pixels
  double weight = 1;                               ///< thickness of the strokes: 1 regular, 1.6 bold
  std::array<std::uint8_t, 3> ink = {32, 32, 32};  ///< RGB
};

/// Width of `text` in pixels. The font is our own: ASCII letters, digits and common signs, drawn with round
/// strokes; any other byte becomes a small box.
double text_width(std::string_view text, const TextStyle& style);

/// Draws one line of text, smoothed, its left edge at `x` and its base line at `baseline`; what falls outside
/// the canvas is left out. @pre canvas is 8-bit RGB
void draw_text(Image& canvas, double x, double baseline, std::string_view text, const TextStyle& style);

}  // namespace crucible
