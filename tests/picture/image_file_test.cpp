#include "crucible/picture/image_file.hpp"

#include <array>
#include <cstdio>

#include <gtest/gtest.h>
// jpeglib.h needs <cstdio> before it.
#include "crucible/core/error.hpp"

#include <cmath>
#include <cstdlib>
#include <fstream>

#include <jpeglib.h>

namespace crucible {
namespace {

using Bytes = std::vector<std::uint8_t>;

/// A PNG file made by hand, byte by byte, so that reading is not tested against our own writing.
class PngMaker {
 public:
  PngMaker(std::uint32_t width, std::uint32_t height, std::uint8_t depth, std::uint8_t colour,
           std::uint8_t interlace = 0) {
    Bytes header = number(width);
    append(header, number(height));
    append(header, {depth, colour, 0, 0, interlace});
    chunk("IHDR", header);
  }
  void chunk(const std::string& type, const Bytes& data) {
    Bytes body(type.begin(), type.end());
    append(body, data);
    append(bytes_, number(static_cast<std::uint32_t>(data.size())));
    append(bytes_, body);
    append(bytes_, number(crc(body)));
  }
  /// Filtered rows, stored without compression (one deflate block).
  void pixels(const Bytes& rows) {
    const auto length = static_cast<std::uint16_t>(rows.size());
    Bytes stream{0x78, 0x01, 0x01};
    for (const std::uint16_t word : {length, static_cast<std::uint16_t>(~length)})
      append(stream, {static_cast<std::uint8_t>(word & 255), static_cast<std::uint8_t>(word >> 8)});
    append(stream, rows);
    append(stream, number(adler(rows)));
    chunk("IDAT", stream);
  }
  Bytes finish() {
    chunk("IEND", {});
    return bytes_;
  }

 private:
  static void append(Bytes& bytes, const Bytes& more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
  static Bytes number(std::uint32_t value) {
    return {static_cast<std::uint8_t>(value >> 24), static_cast<std::uint8_t>(value >> 16),
            static_cast<std::uint8_t>(value >> 8), static_cast<std::uint8_t>(value)};
  }
  static std::uint32_t crc(const Bytes& bytes) {
    std::uint32_t rest = 0xFFFFFFFFU;
    for (const std::uint8_t byte : bytes) {
      rest ^= byte;
      for (int bit = 0; bit < 8; ++bit) rest = rest >> 1 ^ (0xEDB88320U & (0U - (rest & 1U)));
    }
    return ~rest;
  }
  static std::uint32_t adler(const Bytes& bytes) {
    std::uint32_t a = 1;
    std::uint32_t b = 0;
    for (const std::uint8_t byte : bytes) {
      a = (a + byte) % 65521;
      b = (b + a) % 65521;
    }
    return b << 16 | a;
  }

  Bytes bytes_{0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
};

Image pattern(std::int64_t height, std::int64_t width, std::int64_t channels, std::uint16_t peak) {
  Image image(height, width, channels, peak);
  for (std::size_t i = 0; i < image.samples.size(); ++i)
    image.samples[i] = static_cast<std::uint16_t>(i * 7919 % (std::size_t{peak} + 1));
  return image;
}

/// A JPEG file of one colour, by libjpeg's own encoder.
Bytes jpeg_of(int width, int height, J_COLOR_SPACE space, const std::vector<std::uint8_t>& colour,
              bool progressive) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* output = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &output, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = static_cast<int>(colour.size());
  jpeg.in_color_space = space;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, 95, TRUE);
  if (progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  std::vector<std::uint8_t> row;
  for (int x = 0; x < width; ++x) row.insert(row.end(), colour.begin(), colour.end());
  for (int y = 0; y < height; ++y) {
    JSAMPROW pointer = row.data();
    jpeg_write_scanlines(&jpeg, &pointer, 1);
  }
  jpeg_finish_compress(&jpeg);
  Bytes bytes(output, output + size);
  jpeg_destroy_compress(&jpeg);
  std::free(output);
  return bytes;
}

std::string refusal(const Bytes& bytes, const ImageLimits& limits = {}) {
  try {
    if (!bytes.empty() && bytes[0] == 0xFF)
      decode_jpeg(bytes, "picture", limits);
    else
      decode_png(bytes, "picture", limits);
  } catch (const InputError& error) {
    return error.what();
  }
  return "";
}

TEST(Png, ComesBackAsItWasInEveryKind) {
  for (std::int64_t channels = 1; channels <= 4; ++channels)
    for (const std::uint16_t peak : {std::uint16_t{255}, std::uint16_t{65535}}) {
      const Image image = pattern(5, 3, channels, peak);
      EXPECT_EQ(decode_png(encode_png(image), "picture"), image) << describe(image);
    }
}

TEST(Png, ReadsSixteenBitsMostSignificantByteFirst) {
  PngMaker png(2, 1, 16, 0);
  png.pixels({0, 0x12, 0x34, 0xFF, 0xFE});
  const Image image = decode_png(png.finish(), "picture");
  EXPECT_EQ(image.peak, 65535);
  EXPECT_EQ(image.samples, (std::vector<std::uint16_t>{0x1234, 0xFFFE}));
}

TEST(Png, SpreadsOneBitGreyOverTheWholeRange) {
  PngMaker png(3, 1, 1, 0);
  png.pixels({0, 0b10100000});
  EXPECT_EQ(decode_png(png.finish(), "picture").samples, (std::vector<std::uint16_t>{255, 0, 255}));
}

TEST(Png, LooksPalettesUp) {
  PngMaker png(2, 1, 8, 3);
  png.chunk("PLTE", {1, 2, 3, 40, 50, 60});
  png.pixels({0, 1, 0});
  const Image image = decode_png(png.finish(), "picture");
  EXPECT_EQ(image.channels, 3);
  EXPECT_EQ(image.samples, (std::vector<std::uint16_t>{40, 50, 60, 1, 2, 3}));
}

TEST(Png, TurnsTransparentPaletteEntriesIntoAlpha) {
  PngMaker png(2, 1, 8, 3);
  png.chunk("PLTE", {1, 2, 3, 40, 50, 60});
  png.chunk("tRNS", {9});
  png.pixels({0, 1, 0});
  const Image image = decode_png(png.finish(), "picture");
  EXPECT_EQ(image.channels, 4);
  EXPECT_EQ(image.samples, (std::vector<std::uint16_t>{40, 50, 60, 255, 1, 2, 3, 9}));
}

TEST(Png, PutsInterlacedPassesTogether) {
  PngMaker png(3, 2, 8, 0, 1);
  png.pixels({0, 10,            // pass 1: (0, 0)
              0, 12,            // pass 4: (0, 2)
              0, 11,            // pass 6: (0, 1)
              0, 20, 21, 22});  // pass 7: row 1
  EXPECT_EQ(decode_png(png.finish(), "picture").samples,
            (std::vector<std::uint16_t>{10, 11, 12, 20, 21, 22}));
}

TEST(Png, IgnoresMetadataEvenWhereItIsDamaged) {
  PngMaker png(1, 1, 8, 0);
  png.chunk("gAMA", {0, 0, 1, 0});
  png.chunk("tEXt", {'n', 'o', 't', 'e', 0, 'x'});
  png.chunk("iCCP", {1, 2, 3});
  png.pixels({0, 77});
  EXPECT_EQ(decode_png(png.finish(), "picture").samples, (std::vector<std::uint16_t>{77}));
}

TEST(Png, RefusesEveryTruncation) {
  const Bytes whole = encode_png(pattern(6, 5, 3, 255));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::string message = refusal({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)});
    EXPECT_TRUE(message.starts_with("picture: is a damaged PNG picture: ")) << length << ": " << message;
  }
}

TEST(Png, RefusesFlippedBits) {
  const Bytes whole = encode_png(pattern(6, 5, 3, 255));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes damaged = whole;
    damaged[at] ^= 0x10;
    EXPECT_NE(refusal(damaged), "") << "byte " << at;
  }
}

TEST(Png, RefusesPicturesWithoutPixels) {
  PngMaker png(0, 5, 8, 0);
  png.pixels({});
  EXPECT_NE(refusal(png.finish()), "");
}

TEST(Png, RefusesMorePixelsThanTheLimitBeforeItAllocates) {
  PngMaker png(2'000'000'000, 2'000'000'000, 8, 0);
  png.pixels({0, 1});
  EXPECT_EQ(
      refusal(png.finish()),
      "picture: is a picture of 2000000000 x 2000000000 pixels, above the limit of 50000000 (raise it with "
      "`max_pixels`)");
  EXPECT_EQ(refusal(encode_png(Image(4, 5, 1)), {20}), "");
  EXPECT_NE(refusal(encode_png(Image(4, 5, 1)), {19}), "");
}

TEST(Jpeg, ReadsGreyAndColourBaselineAndProgressive) {
  for (const bool progressive : {false, true}) {
    const Image grey = decode_jpeg(jpeg_of(17, 9, JCS_GRAYSCALE, {90}, progressive), "picture");
    EXPECT_EQ(grey.channels, 1);
    EXPECT_EQ(grey.width, 17);
    EXPECT_EQ(grey.height, 9);
    EXPECT_NEAR(grey.at(8, 16, 0), 90, 2);
    const Image colour = decode_jpeg(jpeg_of(8, 8, JCS_RGB, {200, 30, 120}, progressive), "picture");
    EXPECT_EQ(colour.channels, 3);
    EXPECT_NEAR(colour.at(3, 4, 0), 200, 3);
    EXPECT_NEAR(colour.at(3, 4, 1), 30, 3);
    EXPECT_NEAR(colour.at(3, 4, 2), 120, 3);
  }
}

TEST(Jpeg, RefusesCmykAndSaysWhatToDo) {
  const std::string message = refusal(jpeg_of(8, 8, JCS_CMYK, {1, 2, 3, 4}, false));
  EXPECT_NE(message.find("CMYK"), std::string::npos) << message;
  EXPECT_NE(message.find("convert it to RGB"), std::string::npos) << message;
}

TEST(Jpeg, RefusesEveryTruncation) {
  for (const bool progressive : {false, true}) {
    const Bytes whole = jpeg_of(40, 40, JCS_RGB, {200, 30, 120}, progressive);
    for (std::size_t length = 2; length + 2 < whole.size(); ++length)
      EXPECT_NE(refusal({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)}), "") << length;
  }
}

TEST(Jpeg, SurvivesFlippedBits) {
  const Bytes whole = jpeg_of(40, 40, JCS_RGB, {200, 30, 120}, true);
  for (std::size_t at = 2; at < whole.size(); ++at) {
    Bytes damaged = whole;
    damaged[at] ^= 0x10;
    refusal(damaged);  // a JPEG has no checksums: refused or decoded, but never worse
  }
}

TEST(Jpeg, RefusesMorePixelsThanTheLimit) {
  EXPECT_NE(refusal(jpeg_of(8, 8, JCS_RGB, {1, 2, 3}, false), {63}).find("`max_pixels`"), std::string::npos);
}

class ImageFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = ::testing::TempDir() + "crucible-image-XXXXXX";
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    for (const std::string& path : made_) std::remove(path.c_str());
    EXPECT_EQ(std::remove(folder_.c_str()), 0) << "something was left behind";
  }
  std::string place(const std::string& name) {
    made_.push_back(folder_ + "/" + name);
    return made_.back();
  }
  std::string folder_;
  std::vector<std::string> made_;
};

TEST_F(ImageFile, IsKnownByItsContentNotItsName) {
  const std::string path = place("picture.jpg");
  write_new_file(path, encode_png(pattern(2, 2, 1, 255)));
  EXPECT_EQ(read_image(path), pattern(2, 2, 1, 255));
}

TEST_F(ImageFile, OtherContentIsRefusedByName) {
  const std::string text = place("note.png");
  std::ofstream(text) << "hello";
  const std::string empty = place("empty.png");
  std::ofstream{empty};
  for (const std::string& path : {text, empty, folder_, folder_ + "/missing.png"}) {
    try {
      read_image(path);
      FAIL() << path << " was taken";
    } catch (const InputError& error) {
      EXPECT_EQ(error.file(), path);
    }
  }
}

TEST_F(ImageFile, IsNeverOverwrittenButByReplacing) {
  const std::string path = place("out.png");
  EXPECT_EQ(write_new_file(path, Bytes{1, 2, 3}), 3);
  EXPECT_THROW(write_new_file(path, Bytes{4}), IoError);
  EXPECT_EQ(replace_file(path, Bytes{5, 6}), 2);
  std::ifstream file(path, std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "\x05\x06");
  EXPECT_THROW(write_new_file(folder_ + "/no/such/folder.png", Bytes{1}), IoError);
}

}  // namespace
}  // namespace crucible
