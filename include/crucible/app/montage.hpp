#pragma once

#include "crucible/app/image.hpp"

#include <span>
#include <string>

namespace crucible {

/// One picture of a montage with its two lines of caption.
struct MontageCell {
  Image picture;       ///< any kind and size
  std::string title;   ///< bold: "k = 30"
  std::string detail;  ///< below it: "size 0.06  variance 0.70"
};

/// The cells on a white sheet, 8-bit RGB, in reading order, in as many columns as make the sheet look like a
/// screen. Pictures longer than 1,000 pixels are shrunk, tiny ones enlarged by a whole factor; the captions
/// grow with them.
/// @pre at least one cell
Image montage(std::span<const MontageCell> cells);

/// The picture as montage() and the frames of an animation show it: 8-bit RGB, no side longer than `longest`.
Image thumbnail(const Image& picture, std::int64_t longest);

/// `picture` on a white card of 8-bit RGB with one line of caption under it: bold `title`, then `detail`. The
/// card's size depends on the picture's size and on `widest_detail` alone, so that all cards of an animation
/// are equal.
Image captioned_card(const Image& picture, const std::string& title, const std::string& detail,
                     const std::string& widest_detail);

}  // namespace crucible
