#include "compression/exhibition.hpp"

#include "crucible/picture/image_file.hpp"

#include <algorithm>

namespace crucible {

namespace {

// Longest sides of the pictures shown, in pixels.
constexpr std::int64_t longest_frame_side = 512;
constexpr std::int64_t longest_cell = 1000;

// How long a frame of the animation is shown, in hundredths of a second.
constexpr int short_step = 35;
constexpr int long_step = 90;
constexpr int last_step = 250;

/// Of a picture with 16 bits a sample that was cut back to this side, with edges of these widths around it.
double shown_bytes(const PictureShape& shape, std::int64_t longest, double beside, double below) {
  constexpr double tiny = 420;  // smaller pictures are enlarged to this side
  const auto side = static_cast<double>(std::max(shape.width, shape.height));
  const double scale = std::min(static_cast<double>(longest), std::max(side, tiny)) / side;
  return 3 * sizeof(std::uint16_t) * (scale * static_cast<double>(shape.width) + beside) *
         (scale * static_cast<double>(shape.height) + below);
}

}  // namespace

double exhibition_bytes(const PictureShape& shape, std::int64_t steps, std::int64_t shown) {
  // All frames, with their captions; all cells, the same with a line around them, and the sheet that they are
  // on.
  const double frames = static_cast<double>(steps + 1) * shown_bytes(shape, longest_frame_side, 33, 55);
  const double cells = static_cast<double>(shown + 1) * shown_bytes(shape, longest_cell, 0, 0);
  const double sheet = static_cast<double>(shown + 1) * shown_bytes(shape, longest_cell, 60, 140);
  return frames + 2 * cells + sheet;
}

Exhibition::Exhibition(CompressionFolder& folder, const Image& original)
    : folder_(folder), original_(original) {
  cells_.push_back({thumbnail(original, longest_cell), "original", describe(original)});
}

void Exhibition::add(const Image& picture, CompressionRow& row, bool wanted) {
  const std::string title = "k = " + std::to_string(row.k);
  add_frame(picture, title, compression_caption(row, false), wanted ? long_step : short_step);
  if (!wanted) return;
  row.png_bytes = folder_.add("rank-" + std::to_string(row.k) + ".png", encode_png(picture));
  cells_.push_back({thumbnail(picture, longest_cell), title, compression_caption(row, true)});
}

void Exhibition::finish(const std::string& name) {
  add_frame(original_, "original", "", last_step);
  folder_.add("montage.png", encode_png(montage(cells_)));
  folder_.add("progression.gif", encode_gif(frames_, name));
}

void Exhibition::add_frame(const Image& picture, const std::string& title, const std::string& detail,
                           int centiseconds) {
  frames_.push_back(
      {captioned_card(thumbnail(picture, longest_frame_side), title, detail, "size 0.00   variance 0.00"),
       centiseconds});
}

}  // namespace crucible
