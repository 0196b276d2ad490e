#include "crucible/picture/image.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// The part [begin, end) of `source` pixels in a row or column that the new pixel `index` of `count` covers.
struct Span {
  double begin;
  double end;

  Span(std::int64_t index, std::int64_t count, std::int64_t source)
      : begin(static_cast<double>(index * source) / static_cast<double>(count)),
        end(static_cast<double>((index + 1) * source) / static_cast<double>(count)) {}

  std::int64_t first() const { return static_cast<std::int64_t>(begin); }
  double weight(std::int64_t pixel) const {
    const auto at = static_cast<double>(pixel);
    return std::min(end, at + 1) - std::max(begin, at);
  }
};

std::uint16_t rounded(double value) { return static_cast<std::uint16_t>(value + 0.5); }

double mean_over(const Image& image, const Span& rows, const Span& columns, std::int64_t channel) {
  double sum = 0;
  for (std::int64_t y = rows.first(); y < image.height && rows.weight(y) > 0; ++y) {
    double row_sum = 0;
    for (std::int64_t x = columns.first(); x < image.width && columns.weight(x) > 0; ++x)
      row_sum += columns.weight(x) * image.at(y, x, channel);
    sum += rows.weight(y) * row_sum;
  }
  return sum / ((rows.end - rows.begin) * (columns.end - columns.begin));
}

}  // namespace

std::string describe(const Image& image) {
  static const char* const kinds[] = {"grey", "grey with alpha", "RGB", "RGB with alpha"};
  require(image.channels >= 1 && image.channels <= 4, "a picture has 1 to 4 channels");
  return std::to_string(image.width) + " x " + std::to_string(image.height) + " " +
         kinds[image.channels - 1] + (image.peak > 255 ? ", 16 bits" : "");
}

Image to_rgb8(const Image& image) {
  Image result(image.height, image.width, 3);
  const bool colour = image.channels >= 3;
  const double scale = 255.0 / image.peak;
  for (std::int64_t y = 0; y < image.height; ++y)
    for (std::int64_t x = 0; x < image.width; ++x) {
      const double opacity =
          image.has_alpha() ? static_cast<double>(image.at(y, x, image.channels - 1)) / image.peak : 1.0;
      for (std::int64_t c = 0; c < 3; ++c) {
        const double value = image.at(y, x, colour ? c : 0) * scale;
        result.at(y, x, c) = rounded(opacity * value + (1 - opacity) * 255);
      }
    }
  return result;
}

Image shrink(const Image& image, std::int64_t height, std::int64_t width) {
  require(height >= 1 && height <= image.height && width >= 1 && width <= image.width,
          "shrink makes a picture smaller, and keeps at least one pixel");
  if (height == image.height && width == image.width) return image;
  Image result(height, width, image.channels, image.peak);
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x)
      for (std::int64_t c = 0; c < image.channels; ++c)
        result.at(y, x, c) =
            rounded(mean_over(image, Span(y, height, image.height), Span(x, width, image.width), c));
  return result;
}

Image enlarge(const Image& image, std::int64_t factor) {
  require(factor >= 1, "enlarge takes a factor of at least 1");
  Image result(image.height * factor, image.width * factor, image.channels, image.peak);
  for (std::int64_t y = 0; y < result.height; ++y)
    for (std::int64_t x = 0; x < result.width; ++x)
      for (std::int64_t c = 0; c < image.channels; ++c)
        result.at(y, x, c) = image.at(y / factor, x / factor, c);
  return result;
}

Image fit(const Image& image, std::int64_t shortest, std::int64_t longest) {
  require(1 <= shortest && shortest <= longest, "fit takes 1 <= shortest <= longest");
  const std::int64_t side = std::max(image.height, image.width);
  if (side > longest) {
    const auto shrunk = [&](std::int64_t length) {
      return std::max<std::int64_t>(1, (length * longest + side / 2) / side);
    };
    return shrink(image, shrunk(image.height), shrunk(image.width));
  }
  const std::int64_t factor = std::clamp<std::int64_t>(shortest / side, 1, 16);
  return factor == 1 ? image : enlarge(image, factor);
}

void paste(Image& canvas, const Image& part, std::int64_t y, std::int64_t x) {
  require(canvas.channels == part.channels && canvas.peak == part.peak, "paste takes pictures of one kind");
  require(y >= 0 && x >= 0 && y + part.height <= canvas.height && x + part.width <= canvas.width,
          "paste takes a part that fits into the canvas");
  for (std::int64_t row = 0; row < part.height; ++row)
    std::copy_n(part.samples.begin() + row * part.row_samples(), part.row_samples(),
                canvas.samples.begin() + (y + row) * canvas.row_samples() + x * canvas.channels);
}

}  // namespace crucible
