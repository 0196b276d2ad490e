#include "draw/animation.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <gif_lib.h>
#include <gtest/gtest.h>

namespace crucible {
namespace {

/// A smooth picture of many colours.
Image gradient(std::int64_t height, std::int64_t width) {
  Image image(height, width, 3);
  for (std::int64_t y = 0; y < height; ++y)
    for (std::int64_t x = 0; x < width; ++x) {
      image.at(y, x, 0) = static_cast<std::uint16_t>(255 * x / (width - 1));
      image.at(y, x, 1) = static_cast<std::uint16_t>(255 * y / (height - 1));
      image.at(y, x, 2) = static_cast<std::uint16_t>(127 * (x + y) / (width + height - 2));
    }
  return image;
}

Image of_indices(const IndexedImage& indexed, std::int64_t height, std::int64_t width) {
  Image image(height, width, 3);
  for (std::size_t p = 0; p < indexed.indices.size(); ++p)
    for (std::size_t c = 0; c < 3; ++c) image.samples[3 * p + c] = indexed.palette.at(indexed.indices[p])[c];
  return image;
}

struct Input {
  const std::vector<std::uint8_t>* bytes;
  std::size_t at;
};

int read_input(GifFileType* gif, GifByteType* target, int count) {
  auto* input = static_cast<Input*>(gif->UserData);
  const std::size_t taken = std::min(static_cast<std::size_t>(count), input->bytes->size() - input->at);
  std::memcpy(target, input->bytes->data() + input->at, taken);
  input->at += taken;
  return static_cast<int>(taken);
}

/// What a viewer sees, by giflib's decoder.
std::vector<AnimationFrame> decode(const std::vector<std::uint8_t>& bytes, bool& loops) {
  Input input{&bytes, 0};
  int error = 0;
  GifFileType* gif = DGifOpen(&input, read_input, &error);
  if (gif == nullptr || DGifSlurp(gif) != GIF_OK) throw LogicError("no GIF");
  std::vector<AnimationFrame> frames;
  loops = false;
  for (int i = 0; i < gif->ImageCount; ++i) {
    const SavedImage& saved = gif->SavedImages[i];
    AnimationFrame frame{Image(gif->SHeight, gif->SWidth, 3), 0};
    for (std::size_t p = 0; p < frame.picture.samples.size() / 3; ++p) {
      const GifColorType& colour = saved.ImageDesc.ColorMap->Colors[saved.RasterBits[p]];
      frame.picture.samples[3 * p] = colour.Red;
      frame.picture.samples[3 * p + 1] = colour.Green;
      frame.picture.samples[3 * p + 2] = colour.Blue;
    }
    for (int e = 0; e < saved.ExtensionBlockCount; ++e)
      loops = loops || std::memcmp(saved.ExtensionBlocks[e].Bytes, "NETSCAPE2.0",
                                   std::min(11, saved.ExtensionBlocks[e].ByteCount)) == 0;
    GraphicsControlBlock control{};
    DGifSavedExtensionToGCB(gif, i, &control);
    frame.centiseconds = control.DelayTime;
    frames.push_back(frame);
  }
  DGifCloseFile(gif, &error);
  return frames;
}

TEST(IndexColours, FewColoursAreKeptAsTheyAre) {
  Image image(16, 16, 3);
  for (std::size_t p = 0; p < 256; ++p) image.samples[3 * p + 1] = static_cast<std::uint16_t>(p);
  const IndexedImage indexed = index_colours(image);
  EXPECT_EQ(indexed.palette.size(), 256U);
  EXPECT_EQ(of_indices(indexed, 16, 16), image);
}

TEST(IndexColours, ManyColoursComeCloseAndKeepTheLocalMean) {
  const Image image = gradient(128, 128);
  const IndexedImage indexed = index_colours(image);
  ASSERT_LE(indexed.palette.size(), 256U);
  EXPECT_GT(indexed.palette.size(), 200U);
  const Image seen = of_indices(indexed, 128, 128);
  double squares = 0;
  for (std::size_t i = 0; i < image.samples.size(); ++i)
    squares += std::pow(seen.samples[i] - image.samples[i], 2);
  EXPECT_LT(std::sqrt(squares / static_cast<double>(image.samples.size())), 10);
  // Diffusion moves the error about but loses none of it: areas keep their mean, which plain rounding does
  // not do.
  const Image coarse = shrink(image, 16, 16);
  const Image coarse_seen = shrink(seen, 16, 16);
  for (std::size_t i = 0; i < coarse.samples.size(); ++i)
    EXPECT_NEAR(coarse_seen.samples[i], coarse.samples[i], 6) << i;
}

TEST(IndexColours, PaperStaysPureWhiteAmongNearlyWhitePixels) {
  Image image(64, 64, 3, 255, 255);
  for (std::size_t i = 0; i < std::size_t{56} * 64 * 3; ++i)
    image.samples[i] = static_cast<std::uint16_t>(240 + i * i * 7919 % 65521 % 16);
  const Image seen = of_indices(index_colours(image), 64, 64);
  int specks = 0;
  for (std::int64_t y = 58; y < 64; ++y)
    for (std::int64_t x = 0; x < 64; ++x)
      for (std::int64_t c = 0; c < 3; ++c) specks += seen.at(y, x, c) != 255 ? 1 : 0;
  EXPECT_EQ(specks, 0);
}

TEST(EncodeGif, FramesDelaysAndTheEndlessLoopComeBack) {
  std::vector<AnimationFrame> frames{{Image(5, 7, 3, 255, 10), 30}, {Image(5, 7, 3, 255, 200), 250}};
  frames[1].picture.at(4, 6, 2) = 77;
  bool loops = false;
  const std::vector<AnimationFrame> seen = decode(encode_gif(frames, "test"), loops);
  ASSERT_EQ(seen.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(seen[i].picture, frames[i].picture);
    EXPECT_EQ(seen[i].centiseconds, frames[i].centiseconds);
  }
  EXPECT_TRUE(loops);
}

TEST(EncodeGif, TakesOnePixelAndRefusesWhatNoGifHolds) {
  bool loops = false;
  EXPECT_EQ(
      decode(encode_gif(std::vector<AnimationFrame>{{Image(1, 1, 3, 255, 9), 1}}, "test"), loops).size(), 1U);
  EXPECT_THROW(encode_gif(std::vector<AnimationFrame>{{Image(1, 70000, 3), 1}}, "test"), InputError);
  EXPECT_THROW(encode_gif(std::vector<AnimationFrame>{{Image(1, 2, 3), 1}, {Image(2, 1, 3), 1}}, "test"),
               LogicError);
}

}  // namespace
}  // namespace crucible
