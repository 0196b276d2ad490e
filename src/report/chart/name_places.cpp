#include "chart/name_places.hpp"

#include "crucible/core/utf8.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

bool overlap(const Box& a, const Box& b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

bool contains(const Box& outer, const Box& inner) {
  return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top &&
         inner.bottom <= outer.bottom;
}

Box box_of(const NamedDot& dot) {
  return {dot.x - dot.radius, dot.y - dot.radius, dot.x + dot.radius, dot.y + dot.radius};
}

Box box_of(const NamePlace& place, double width, double size) {
  const double share = place.anchor == Anchor::start ? 0 : (place.anchor == Anchor::middle ? 0.5 : 1);
  const double left = place.x - share * width;
  return {left, place.y - 0.8 * size, left + width, place.y + 0.25 * size};
}

std::array<NamePlace, 4> places_beside(const NamedDot& dot, std::size_t index, double size) {
  const double gap = dot.radius + 0.25 * size;
  const double middle = dot.y + 0.35 * size;
  return {{{index, dot.x + gap, middle, Anchor::start},
           {index, dot.x - gap, middle, Anchor::end},
           {index, dot.x, dot.y - gap, Anchor::middle},
           {index, dot.x, dot.y + gap + 0.75 * size, Anchor::middle}}};
}

/// In the size of the letters.
double letter_width(std::string_view letter) {
  constexpr std::string_view narrow = "ijlftrI.,:;'|!()[] ";
  constexpr std::string_view wide = "mwMW@%";
  if (letter.size() >= 3) return 1;  // of East Asia, mostly
  if (narrow.find(letter) != std::string_view::npos) return 0.4;
  return wide.find(letter) != std::string_view::npos ? 0.95 : 0.64;
}

}  // namespace

double text_width(std::string_view text, double size) {
  double width = 0;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_sequence_length(text), 1);
    width += letter_width(text.substr(0, length));
    text.remove_prefix(length);
  }
  return width * size;
}

std::vector<NamePlace> place_names(std::span<const NamedDot> dots, const Box& frame, double size,
                                   std::size_t most) {
  std::vector<NamePlace> placed;
  std::vector<Box> taken;
  for (std::size_t i = 0; i < dots.size() && placed.size() < most; ++i) {
    const Box own = box_of(dots[i]);
    const auto is_free = [&](const Box& box) {
      return std::none_of(taken.begin(), taken.end(), [&](const Box& other) { return overlap(box, other); });
    };
    if (!is_free(own)) continue;
    for (const NamePlace& place : places_beside(dots[i], i, size)) {
      const Box box = box_of(place, dots[i].name_width, size);
      if (!contains(frame, box) || !is_free(box)) continue;
      placed.push_back(place);
      taken.insert(taken.end(), {own, box});
      break;
    }
  }
  return placed;
}

}  // namespace crucible
