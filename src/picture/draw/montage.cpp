#include "draw/montage.hpp"

#include "crucible/core/error.hpp"
#include "draw/text_raster.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace crucible {

namespace {

constexpr std::int64_t longest_side = 1000;
constexpr std::int64_t tiny_side = 420;
constexpr double screen_shape = 1.6;
constexpr std::uint16_t paper = 255;
constexpr std::uint16_t frame_grey = 205;

/// Sizes in pixels that all parts of a sheet share. They depend on the width of the pictures.
struct Layout {
  double cap;  ///< height of the captions' capitals
  TextStyle title;
  TextStyle detail;
  std::int64_t margin;
  std::int64_t caption;  ///< height of the two lines under a picture

  explicit Layout(std::int64_t picture_width)
      : cap(std::clamp(static_cast<double>(picture_width) / 34, 10.0, 26.0)),
        title{cap, 1.75, {24, 24, 24}},
        detail{cap * 0.92, 1.05, {88, 88, 88}},
        margin(std::llround(2.2 * cap)),
        caption(std::llround(5.5 * cap)) {}
};

std::int64_t wide_enough(const std::string& text, const TextStyle& style) {
  return static_cast<std::int64_t>(std::ceil(text_width(text, style)));
}

/// The number of columns with which `count` cells of this size look most like a screen, with few empty
/// places.
std::int64_t best_columns(std::int64_t count, std::int64_t cell_width, std::int64_t cell_height) {
  std::int64_t best = 1;
  double best_cost = std::numeric_limits<double>::infinity();
  for (std::int64_t columns = 1; columns <= count; ++columns) {
    const std::int64_t rows = (count + columns - 1) / columns;
    const double shape = static_cast<double>(columns * cell_width) / static_cast<double>(rows * cell_height);
    const double empty = static_cast<double>(rows * columns - count) / static_cast<double>(count);
    const double cost = std::abs(std::log(shape / screen_shape)) + empty;
    if (cost < best_cost) {
      best_cost = cost;
      best = columns;
    }
  }
  return best;
}

/// The picture with a thin grey line around it, one pixel larger on every side.
Image framed(const Image& picture) {
  Image result(picture.height + 2, picture.width + 2, 3, 255, frame_grey);
  paste(result, picture, 1, 1);
  return result;
}

void draw_centred(Image& sheet, double middle, double baseline, const std::string& text,
                  const TextStyle& style) {
  draw_text(sheet, std::round(middle - text_width(text, style) / 2), baseline, text, style);
}

}  // namespace

Image thumbnail(const Image& picture, std::int64_t longest) {
  return fit(to_rgb8(picture), std::min(tiny_side, longest), longest);
}

Image montage(std::span<const MontageCell> cells) {
  require(!cells.empty(), "a montage has at least one cell");
  std::vector<Image> pictures;
  std::int64_t width = 0;
  std::int64_t height = 0;
  for (const MontageCell& cell : cells) {
    pictures.push_back(framed(thumbnail(cell.picture, longest_side)));
    width = std::max(width, pictures.back().width);
    height = std::max(height, pictures.back().height);
  }
  const Layout layout(width);
  for (const MontageCell& cell : cells)
    width = std::max({width, wide_enough(cell.title, layout.title), wide_enough(cell.detail, layout.detail)});

  const std::int64_t cell_width = width + layout.margin;
  const std::int64_t cell_height = height + layout.caption;
  const auto count = static_cast<std::int64_t>(cells.size());
  const std::int64_t columns = best_columns(count, cell_width, cell_height);
  const std::int64_t rows = (count + columns - 1) / columns;
  Image sheet(rows * cell_height + layout.margin, columns * cell_width + layout.margin, 3, 255, paper);
  for (std::int64_t i = 0; i < count; ++i) {
    const Image& picture = pictures[static_cast<std::size_t>(i)];
    const MontageCell& cell = cells[static_cast<std::size_t>(i)];
    const std::int64_t top = layout.margin + i / columns * cell_height;
    const std::int64_t left = layout.margin + i % columns * cell_width;
    const double middle = static_cast<double>(left) + static_cast<double>(width) / 2;
    paste(sheet, picture, top, left + (width - picture.width) / 2);
    const double below = static_cast<double>(top + height);
    draw_centred(sheet, middle, below + std::round(1.9 * layout.cap), cell.title, layout.title);
    draw_centred(sheet, middle, below + std::round(3.6 * layout.cap), cell.detail, layout.detail);
  }
  return sheet;
}

Image captioned_card(const Image& picture, const std::string& title, const std::string& detail,
                     const std::string& widest_detail) {
  const Layout layout(picture.width);
  const std::int64_t text =
      wide_enough("k = 00000", layout.title) + layout.margin + wide_enough(widest_detail, layout.detail);
  const std::int64_t inner = std::max(picture.width, text);
  const std::int64_t margin = layout.margin / 2;
  const std::int64_t strip = std::llround(2.6 * layout.cap);
  Image card(picture.height + strip + margin, inner + 2 * margin, 3, 255, paper);
  paste(card, picture, margin, margin + (inner - picture.width) / 2);
  const double baseline = static_cast<double>(margin + picture.height) + std::round(1.7 * layout.cap);
  draw_text(card, static_cast<double>(margin + 2), baseline, title, layout.title);
  const double right = static_cast<double>(margin + inner - 2) - text_width(widest_detail, layout.detail);
  draw_text(card, std::round(right), baseline, detail, layout.detail);
  return card;
}

}  // namespace crucible
