#pragma once

#include "crucible/picture/image.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace crucible {

/// The look of a caption.
struct TextStyle {
  double cap_height = 10;                          ///< of a capital letter, pixels
  double weight = 1;                               ///< thickness of the strokes: 1 regular, 1.6 bold
  std::array<std::uint8_t, 3> ink = {32, 32, 32};  ///< RGB
};

/// Width of `text` in pixels. The font is our own. It has ASCII letters, digits and common signs, drawn with
/// round strokes. Any other byte becomes a small box.
double text_width(std::string_view text, const TextStyle& style);

/// Draws one smoothed line of text, with its left edge at `x` and its base line at `baseline`. Parts outside
/// the canvas are left out. Throws LogicError unless the canvas is 8-bit RGB.
void draw_text(Image& canvas, double x, double baseline, std::string_view text, const TextStyle& style);

}  // namespace crucible
