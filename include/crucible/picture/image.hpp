#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// A picture in memory: samples (height x width x channels), row after row from the top, with interleaved
/// channels. 1 channel is grey, 2 are grey and alpha, 3 RGB, 4 RGB and alpha. Alpha is not premultiplied. All
/// functions here are local.
struct Image {
  std::int64_t height = 0;
  std::int64_t width = 0;
  std::int64_t channels = 0;
  std::uint16_t peak = 255;  ///< the largest sample: 255 (8 bits) or 65535 (16 bits)
  std::vector<std::uint16_t> samples;

  Image() = default;
  /// Every sample is `value`.
  Image(std::int64_t rows, std::int64_t columns, std::int64_t per_pixel, std::uint16_t largest = 255,
        std::uint16_t value = 0)
      : height(rows),
        width(columns),
        channels(per_pixel),
        peak(largest),
        samples(static_cast<std::size_t>(rows * columns * per_pixel), value) {}

  bool has_alpha() const noexcept { return channels == 2 || channels == 4; }
  std::int64_t row_samples() const noexcept { return width * channels; }
  std::uint16_t& at(std::int64_t y, std::int64_t x, std::int64_t channel) {
    return samples[static_cast<std::size_t>((y * width + x) * channels + channel)];
  }
  std::uint16_t at(std::int64_t y, std::int64_t x, std::int64_t channel) const {
    return samples[static_cast<std::size_t>((y * width + x) * channels + channel)];
  }
  friend bool operator==(const Image&, const Image&) = default;
};

/// "512 x 512 RGB", with ", 16 bits" if it has them. The width comes first, as usual for pictures.
std::string describe(const Image& image);

/// The picture as 8-bit RGB, on white if it has alpha.
Image to_rgb8(const Image& image);

/// Makes the picture smaller. Every new pixel is the mean of the area that it covers. Throws LogicError
/// unless 1 <= height <= image.height and 1 <= width <= image.width.
Image shrink(const Image& image, std::int64_t height, std::int64_t width);

/// Makes the picture `factor` times as large: every pixel becomes a square. Throws LogicError unless factor
/// >= 1.
Image enlarge(const Image& image, std::int64_t factor);

/// The picture at a size for a screen. A large one is shrunk so that no side is longer than `longest`. A tiny
/// one is enlarged by a whole factor, at most 16, so that no side becomes longer than `shortest`. Throws
/// LogicError unless 1 <= shortest <= longest.
Image fit(const Image& image, std::int64_t shortest, std::int64_t longest);

/// Copies `part` into `canvas`, with its upper left corner at (y, x). Throws LogicError unless both have the
/// same channels and peak and the part fits.
void paste(Image& canvas, const Image& part, std::int64_t y, std::int64_t x);

}  // namespace crucible
