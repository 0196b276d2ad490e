#include "draw/montage.hpp"

#include "crucible/core/error.hpp"
#include "draw/text_raster.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace crucible {
namespace {

/// Rows and columns that any ink touches.
struct InkBox {
  std::int64_t top = 1 << 20;
  std::int64_t bottom = -1;
  std::int64_t left = 1 << 20;
  std::int64_t right = -1;
};

InkBox ink_of(const Image& canvas) {
  InkBox box;
  for (std::int64_t y = 0; y < canvas.height; ++y)
    for (std::int64_t x = 0; x < canvas.width; ++x)
      if (canvas.at(y, x, 0) < 200) {
        box.top = std::min(box.top, y);
        box.bottom = std::max(box.bottom, y);
        box.left = std::min(box.left, x);
        box.right = std::max(box.right, x);
      }
  return box;
}

Image blank(std::int64_t height, std::int64_t width) { return Image(height, width, 3, 255, 255); }

/// True where `part` stands in `sheet` at (y, x).
bool stands_at(const Image& sheet, const Image& part, std::int64_t y, std::int64_t x) {
  for (std::int64_t row = 0; row < part.height; ++row)
    for (std::int64_t column = 0; column < part.width; ++column)
      for (std::int64_t c = 0; c < 3; ++c)
        if (sheet.at(y + row, x + column, c) != part.at(row, column, c)) return false;
  return true;
}

/// How often `part` stands in `sheet`.
int count_of(const Image& sheet, const Image& part) {
  int count = 0;
  for (std::int64_t y = 0; y + part.height <= sheet.height; ++y)
    for (std::int64_t x = 0; x + part.width <= sheet.width; ++x)
      if (stands_at(sheet, part, y, x)) ++count;
  return count;
}

/// A 500 x 450 picture that no other seed gives; large enough not to be enlarged.
Image noise(std::uint16_t seed) {
  Image image(450, 500, 3);
  for (std::size_t i = 0; i < image.samples.size(); ++i)
    image.samples[i] = static_cast<std::uint16_t>((i * 2654435761U + seed * 977U) >> 7 & 127);
  return image;
}

TEST(Text, StandsOnItsBaseLineAtItsHeight) {
  Image canvas = blank(60, 60);
  draw_text(canvas, 10, 40, "H", {20, 1, {0, 0, 0}});
  const InkBox box = ink_of(canvas);
  EXPECT_NEAR(static_cast<double>(box.top), 40 - 20, 2);
  EXPECT_NEAR(static_cast<double>(box.bottom), 40, 2);
  EXPECT_NEAR(static_cast<double>(box.left), 10, 2);
  EXPECT_NEAR(static_cast<double>(box.right), 10 + text_width("H", {20}), 2);
}

TEST(Text, EveryPrintableLetterOfCaptionsIsItsOwn) {
  const std::string letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHJKLMNOPQRSTUVWXYZ0123456789.,:=-+%/()";
  std::vector<std::vector<std::uint16_t>> drawn;
  for (const char letter : letters) {
    Image canvas = blank(50, 50);
    draw_text(canvas, 10, 35, std::string(1, letter), {20});
    EXPECT_GE(ink_of(canvas).bottom, 0) << letter << " is blank";
    EXPECT_EQ(std::count(drawn.begin(), drawn.end(), canvas.samples), 0) << letter << " looks like another";
    drawn.push_back(canvas.samples);
  }
}

TEST(Text, GrowsWithItsSizeAndItsLetters) {
  EXPECT_NEAR(text_width("variance", {20}), 2 * text_width("variance", {10}), 1e-9);
  EXPECT_GT(text_width("variance 0.70", {10}), text_width("variance", {10}));
  EXPECT_DOUBLE_EQ(text_width("0.00", {10}), text_width("0.89", {10})) << "digits are equally wide";
  EXPECT_EQ(text_width("", {10}), 0);
}

TEST(Text, OutsideTheCanvasIsLeftOut) {
  Image canvas = blank(10, 10);
  draw_text(canvas, -500, 5, "left", {20});
  draw_text(canvas, 500, 5, "right", {20});
  draw_text(canvas, 0, -500, "above", {20});
  draw_text(canvas, 0, 500, "below", {20});
  EXPECT_EQ(canvas, blank(10, 10));
  draw_text(canvas, -3, 12, "across \xff", {20});
  EXPECT_NE(canvas, blank(10, 10));
}

TEST(Montage, ShowsEveryPictureOnceInReadingOrder) {
  std::vector<MontageCell> cells;
  for (std::uint16_t i = 0; i < 6; ++i) cells.push_back({noise(i), "k = " + std::to_string(i), "size 0.06"});
  const Image sheet = montage(cells);
  const double shape = static_cast<double>(sheet.width) / static_cast<double>(sheet.height);
  EXPECT_GT(shape, 1.2);
  EXPECT_LT(shape, 2.1);
  std::vector<std::pair<std::int64_t, std::int64_t>> places;
  for (const MontageCell& cell : cells)
    for (std::int64_t y = 0; y + cell.picture.height <= sheet.height; ++y)
      for (std::int64_t x = 0; x + cell.picture.width <= sheet.width; ++x)
        if (stands_at(sheet, cell.picture, y, x)) places.emplace_back(y, x);
  ASSERT_EQ(places.size(), 6U);
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
}

TEST(Montage, GivesNarrowPicturesRoomForTheirCaptions) {
  const std::string detail = "size 1.01   variance 1.00   exact";
  const Image sheet = montage(std::vector<MontageCell>{{Image(300, 1, 1), "k = 1", detail}});
  EXPECT_GT(static_cast<double>(sheet.width), text_width(detail, {9}));
  const InkBox box = ink_of(sheet);
  EXPECT_GT(box.left, 4);
  EXPECT_LT(box.right, sheet.width - 5);
}

TEST(Montage, ShrinksHugePictures) {
  const Image sheet = montage(std::vector<MontageCell>{{Image(40, 5000, 1), "k = 1", "size 1"}});
  EXPECT_LT(sheet.width, 1200);
}

TEST(CaptionedCard, HasOneSizeWhateverTheCaption) {
  const Image first =
      captioned_card(noise(1), "k = 1", "size 0.00   variance 0.22", "size 0.00   variance 0.00");
  const Image last = captioned_card(noise(1), "original", "", "size 0.00   variance 0.00");
  EXPECT_EQ(first.width, last.width);
  EXPECT_EQ(first.height, last.height);
  EXPECT_EQ(count_of(first, noise(1)), 1);
  EXPECT_NE(first, last);
}

}  // namespace
}  // namespace crucible
