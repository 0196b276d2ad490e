#include "crucible/picture/image.hpp"

#include "crucible/core/error.hpp"

#include <gtest/gtest.h>

namespace crucible {
namespace {

Image image_of(std::int64_t height, std::int64_t width, std::int64_t channels,
               std::vector<std::uint16_t> samples, std::uint16_t peak = 255) {
  Image image(height, width, channels, peak);
  image.samples = std::move(samples);
  return image;
}

TEST(Image, IsDescribedWidthFirst) {
  EXPECT_EQ(describe(Image(3, 5, 1)), "5 x 3 grey");
  EXPECT_EQ(describe(Image(3, 5, 4, 65535)), "5 x 3 RGB with alpha, 16 bits");
}

TEST(ToRgb8, RepeatsGreyAndScalesSixteenBits) {
  EXPECT_EQ(to_rgb8(image_of(1, 2, 1, {7, 200})).samples,
            (std::vector<std::uint16_t>{7, 7, 7, 200, 200, 200}));
  EXPECT_EQ(to_rgb8(image_of(1, 1, 3, {0, 257, 65535}, 65535)).samples,
            (std::vector<std::uint16_t>{0, 1, 255}));
}

TEST(ToRgb8, LaysTransparentPixelsOverWhite) {
  const Image clear = image_of(1, 3, 2, {40, 0, 40, 255, 55, 51});  // 51 / 255 = a fifth
  EXPECT_EQ(to_rgb8(clear).samples, (std::vector<std::uint16_t>{255, 255, 255, 40, 40, 40, 215, 215, 215}));
}

TEST(Shrink, TakesTheMeanOfTheAreaCovered) {
  const Image image = image_of(2, 3, 1, {0, 30, 90, 60, 90, 150});
  EXPECT_EQ(shrink(image, 1, 1).samples, (std::vector<std::uint16_t>{70}));
  // Two pixels out of three: (0 + 30 / 2) / 1.5 = 10 and (30 / 2 + 90) / 1.5 = 70 in the first row.
  EXPECT_EQ(shrink(image, 2, 2).samples, (std::vector<std::uint16_t>{10, 70, 70, 130}));
  EXPECT_EQ(shrink(image, 2, 3), image);
  EXPECT_THROW(shrink(image, 0, 1), LogicError);
  EXPECT_THROW(shrink(image, 3, 1), LogicError);
}

TEST(Shrink, KeepsChannelsApart) {
  EXPECT_EQ(shrink(image_of(1, 2, 3, {10, 0, 200, 30, 0, 100}), 1, 1).samples,
            (std::vector<std::uint16_t>{20, 0, 150}));
}

TEST(Enlarge, MakesSquares) {
  EXPECT_EQ(enlarge(image_of(1, 2, 1, {1, 2}), 2), image_of(2, 4, 1, {1, 1, 2, 2, 1, 1, 2, 2}));
}

TEST(Fit, ShrinksTheLargeEnlargesTheTinyAndLeavesTheRest) {
  const Image large = fit(Image(100, 400, 1), 50, 200);
  EXPECT_EQ(large.width, 200);
  EXPECT_EQ(large.height, 50);
  const Image tiny = fit(Image(3, 10, 1), 50, 200);
  EXPECT_EQ(tiny.width, 50);
  EXPECT_EQ(tiny.height, 15);
  EXPECT_EQ(fit(Image(1, 1, 1), 50, 200).width, 16);
  EXPECT_EQ(fit(Image(60, 90, 1), 50, 200).width, 90);
}

TEST(Fit, NeverLosesTheShortSide) {
  const Image line = fit(Image(1, 5000, 3), 50, 200);
  EXPECT_EQ(line.height, 1);
  EXPECT_EQ(line.width, 200);
}

TEST(Paste, CopiesAPartAndNothingElse) {
  Image canvas(3, 3, 1);
  paste(canvas, image_of(2, 1, 1, {8, 9}), 1, 2);
  EXPECT_EQ(canvas.samples, (std::vector<std::uint16_t>{0, 0, 0, 0, 0, 8, 0, 0, 9}));
  EXPECT_THROW(paste(canvas, Image(2, 2, 1), 2, 2), LogicError);
}

}  // namespace
}  // namespace crucible
