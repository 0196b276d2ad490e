#pragma once

#include "chart/drawing.hpp"

#include <span>
#include <string_view>
#include <vector>

namespace crucible {

// Names beside dots, none over another. Pure. Coordinates are pixels of the picture.

/// A dot that wants its name beside it.
struct NamedDot {
  double x = 0;
  double y = 0;
  double radius = 0;
  double name_width = 0;
};

/// Where the name of a dot stands.
struct NamePlace {
  std::size_t dot = 0;
  double x = 0;
  double y = 0;  ///< of the line that letters stand on
  Anchor anchor = Anchor::start;
};

struct Box {
  double left = 0;
  double top = 0;
  double right = 0;
  double bottom = 0;
};

/// Places for the names of the first dots, as many as fit into `frame`: right of the dot, left of it, above
/// or below, where no other name and no dot with a name is. `size` is that of the letters. Earlier dots
/// choose first. At most `most` names.
std::vector<NamePlace> place_names(std::span<const NamedDot> dots, const Box& frame, double size,
                                   std::size_t most);

/// About how wide a text is, rather too wide, in usual fonts without serifs.
double text_width(std::string_view text, double size);

}  // namespace crucible
