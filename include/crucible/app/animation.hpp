#pragma once

#include "crucible/app/image.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// A picture that stands still for a while.
struct AnimationFrame {
  Image picture;  ///< 8-bit RGB
  int centiseconds = 30;
};

/// A picture in at most 256 colours.
struct IndexedImage {
  std::vector<std::array<std::uint8_t, 3>> palette;  ///< RGB
  std::vector<std::uint8_t> indices;                 ///< (height x width), row after row
};

/// Picks the palette that suits the picture best and, where it has more than 256 colours, spreads the
/// rounding error over the neighbours (Floyd and Steinberg 1976). Up to 256 colours are kept as they are. The
/// palette comes from splitting the box of colours with the largest squared error at its mean (after
/// Heckbert's median cut, 1982), then a few rounds of k-means; pure black and white are always in it. @pre
/// 8-bit RGB
IndexedImage index_colours(const Image& picture);

/// An endlessly repeated GIF, each frame with its own palette. All frames have the size of the first. Throws
/// InputError naming `name` where a side is above GIF's 65,535 pixels. @pre at least one frame, 8-bit RGB
std::vector<std::uint8_t> encode_gif(std::span<const AnimationFrame> frames, const std::string& name);

}  // namespace crucible
