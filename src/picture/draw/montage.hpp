#pragma once

#include "crucible/picture/image.hpp"

#include <span>
#include <string>

namespace crucible {

/// One picture of a montage, with a caption of two lines.
struct MontageCell {
  Image picture;       ///< any kind and size
  std::string title;   ///< bold: "k = 30"
  std::string detail;  ///< below it: "size 0.06  variance 0.70"
};

/// The cells on a white sheet, 8-bit RGB, in reading order. The number of columns is chosen so that the sheet
/// has about the shape of a screen. Pictures longer than 1,000 pixels are shrunk, and tiny ones are enlarged
/// by a whole factor. Captions grow with the pictures. Throws LogicError without any cell.
Image montage(std::span<const MontageCell> cells);

/// The picture as montage() and an animation show it: 8-bit RGB, with no side longer than `longest`.
Image thumbnail(const Image& picture, std::int64_t longest);

/// `picture` on a white card of 8-bit RGB, with one line of caption below it: `title` in bold, then `detail`.
/// The size of the card depends only on the size of the picture and on `widest_detail`, so that all cards of
/// an animation have the same size.
Image captioned_card(const Image& picture, const std::string& title, const std::string& detail,
                     const std::string& widest_detail);

}  // namespace crucible
