#pragma once

#include "crucible/picture/image.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// One picture of an animation and the time for which it is shown.
struct AnimationFrame {
  Image picture;  ///< 8-bit RGB
  int centiseconds = 30;
};

/// A picture in at most 256 colours.
struct IndexedImage {
  std::vector<std::array<std::uint8_t, 3>> palette;  ///< RGB
  std::vector<std::uint8_t> indices;                 ///< (height x width), row after row
};

/// Reduces the colours of a picture to a palette. A picture with up to 256 colours stays as it is. Otherwise
/// the palette is made by splitting boxes of colours: always the box with the largest squared error, at its
/// mean (after Heckbert's median cut, 1982). A few rounds of k-means follow. Pure black and white are always
/// in the palette. The rounding error of a pixel is spread over its neighbours (Floyd and Steinberg 1976).
/// Throws LogicError unless the picture is 8-bit RGB with at least one pixel.
IndexedImage index_colours(const Image& picture);

/// A GIF that repeats for ever. Each frame has its own palette. Throws InputError, which names `name`, if a
/// side is longer than GIF's 65,535 pixels, and LogicError unless there is a frame and all frames are 8-bit
/// RGB of one size.
std::vector<std::uint8_t> encode_gif(std::span<const AnimationFrame> frames, const std::string& name);

}  // namespace crucible
