#pragma once

#include <string_view>

namespace crucible::font {

/// On the drawing grid, capitals and digits reach from 0 to 8, small letters to 5.4, and tails down to -2.6.
inline constexpr double cap_height = 8;
/// Space between two letters.
inline constexpr double gap = 2.1;

/// One letter as a path of numbers on this grid, with y upwards. "M x y" moves the pen, "L x y" draws a line,
/// and "A cx cy rx ry a b" draws an arc of an ellipse from angle a to b (degrees, anticlockwise). The pen
/// stays at the end of the arc.
struct Glyph {
  char letter;
  double width;
  std::string_view path;
};

/// The glyph of `letter`, or a small box.
const Glyph& glyph(char letter);

}  // namespace crucible::font
