// The users of PNG and JPEG. A PNG's checksums are made to fit first, else nothing would get past them.
#include "crucible/picture/image_file.hpp"
#include "harness.hpp"

#include <cstdio>
#include <cstdlib>

#include <jpeglib.h>
#include <zlib.h>

namespace crucible::fuzz {

namespace {

constexpr ImageLimits limits{1 << 16};
constexpr std::size_t png_signature = 8;

std::uint32_t big_endian(const char* bytes) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8U | static_cast<unsigned char>(bytes[i]);
  return value;
}

/// Every chunk: length, type, data, checksum of type and data.
void mend_checksums(std::string& png) {
  std::size_t at = png_signature;
  while (at + 12 <= png.size()) {
    const std::size_t length = big_endian(png.data() + at);
    if (length > png.size() - at - 12) return;
    const auto sum = static_cast<std::uint32_t>(
        ::crc32(0, reinterpret_cast<const Bytef*>(png.data() + at + 4), static_cast<uInt>(length + 4)));
    for (unsigned i = 0; i < 4; ++i)
      png[at + 8 + length + i] = static_cast<char>((sum >> (24 - 8 * i)) & 255U);
    at += length + 12;
  }
}

Image picture(std::int64_t height, std::int64_t width, std::int64_t channels, std::uint16_t peak) {
  Image image(height, width, channels, peak);
  for (std::size_t i = 0; i < image.samples.size(); ++i)
    image.samples[i] = static_cast<std::uint16_t>(i * 37 % (peak + std::size_t{1}));
  return image;
}

std::string encode_jpeg(int height, int width, int channels, bool progressive) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &memory, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = channels;
  jpeg.in_color_space = channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&jpeg);
  if (progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, 1);
  std::vector<unsigned char> row(static_cast<std::size_t>(width * channels));
  for (int y = 0; y < height; ++y) {
    for (std::size_t i = 0; i < row.size(); ++i)
      row[i] = static_cast<unsigned char>(y * 5 + static_cast<int>(i));
    JSAMPROW rows = row.data();
    jpeg_write_scanlines(&jpeg, &rows, 1);
  }
  jpeg_finish_compress(&jpeg);
  std::string bytes(reinterpret_cast<char*>(memory), size);
  std::free(memory);
  jpeg_destroy_compress(&jpeg);
  return bytes;
}

}  // namespace

std::vector<std::string> seeds() {
  std::vector<std::string> all;
  for (const std::uint16_t peak : {std::uint16_t{255}, std::uint16_t{65535}})
    for (std::int64_t channels = 1; channels <= 4; ++channels) {
      const std::vector<std::uint8_t> png = encode_png(picture(5, 7, channels, peak));
      all.emplace_back(png.begin(), png.end());
    }
  for (const int channels : {1, 3})
    for (const bool progressive : {false, true}) all.push_back(encode_jpeg(9, 17, channels, progressive));
  return all;
}

void take(std::string_view input) {
  static const MemoryFile file;
  std::string bytes(input);
  if (bytes.starts_with("\x89PNG")) mend_checksums(bytes);
  file.set(bytes);
  const Image image = read_image(file.path(), limits);
  (void)encode_png(image);
}

}  // namespace crucible::fuzz
