#include "crucible/core/error.hpp"
#include "crucible/core/narrow.hpp"
#include "crucible/picture/image_file.hpp"

#include <algorithm>
#include <bit>
#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <new>

#include <png.h>

// libpng reports errors by longjmp. Every function here that calls setjmp, and every callback that may jump,
// has only plain values as local variables, so that no destructor is ever skipped. Objects that own memory
// belong to their callers.

namespace crucible {

namespace {

/// The data that libpng's callbacks share with us.
struct Stream {
  const std::uint8_t* next = nullptr;
  std::size_t left = 0;
  std::vector<std::uint8_t>* output = nullptr;
  bool out_of_memory = false;
  char message[160] = "";
};

Stream& stream_of(png_structp png) { return *static_cast<Stream*>(png_get_io_ptr(png)); }

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  auto* stream = static_cast<Stream*>(png_get_error_ptr(png));
  std::snprintf(stream->message, sizeof stream->message, "%s", message);
  png_longjmp(png, 1);
}

void on_warning(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep target, std::size_t count) {
  Stream& stream = stream_of(png);
  if (count > stream.left) png_error(png, "the file ends too early");
  std::memcpy(target, stream.next, count);
  stream.next += count;
  stream.left -= count;
}

void write_bytes(png_structp png, png_bytep bytes, std::size_t count) {
  Stream& stream = stream_of(png);
  try {
    stream.output->insert(stream.output->end(), bytes, bytes + count);
  } catch (const std::bad_alloc&) {
    stream.out_of_memory = true;
  }
  // Not inside the handler, because a jump out of a handler would leak the exception.
  if (stream.out_of_memory) png_error(png, "out of memory");
}

void flush_nothing(png_structp) {}

/// libpng's two objects for reading.
struct Reader {
  Stream stream;
  png_structp png = nullptr;
  png_infop info = nullptr;

  Reader() = default;
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { png_destroy_read_struct(&png, &info, nullptr); }
};

/// The same for writing.
struct Writer {
  Stream stream;
  png_structp png = nullptr;
  png_infop info = nullptr;

  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { png_destroy_write_struct(&png, &info); }
};

/// Reads everything before the first pixel. False if libpng failed; the message is then in the stream.
bool read_header(png_structp png, png_infop info, Stream* stream) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_read_fn(png, stream, read_bytes);
  png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);  // check_image_size() follows and has a better message
  png_set_chunk_malloc_max(png, 8U << 20);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
  png_read_info(png, info);
  return true;
}

/// Makes libpng return grey, grey and alpha, RGB or RGBA, with 8 bits, or with 16 in this machine's byte
/// order.
bool set_transforms(png_structp png, png_infop info) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_expand(png);
  if (png_get_bit_depth(png, info) == 16 && std::endian::native == std::endian::little) png_set_swap(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  return true;
}

bool read_pixels(png_structp png, png_bytepp rows) {
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_read_image(png, rows);
  png_read_end(png, nullptr);
  return true;
}

bool write_all(png_structp png, png_infop info, Stream* stream, const Image* image, png_bytepp rows) {
  static const int colour_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                     PNG_COLOR_TYPE_RGB_ALPHA};
  if (setjmp(png_jmpbuf(png)) != 0) return false;
  png_set_write_fn(png, stream, write_bytes, flush_nothing);
  png_set_user_limits(png, 0x7FFFFFFF, 0x7FFFFFFF);
  png_set_IHDR(png, info, static_cast<png_uint_32>(image->width), static_cast<png_uint_32>(image->height),
               image->peak > 255 ? 16 : 8, colour_types[image->channels - 1], PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  if (image->peak > 255 && std::endian::native == std::endian::little) png_set_swap(png);
  png_write_image(png, rows);
  png_write_end(png, info);
  return true;
}

[[noreturn]] void throw_damaged(const std::string& name, const Stream& stream) {
  throw InputError(name, std::string("is a damaged PNG picture: ") + stream.message);
}

/// Pointers to the rows of an array of `row_bytes` each.
std::vector<png_bytep> row_pointers(std::uint8_t* first, std::int64_t rows, std::int64_t row_bytes) {
  std::vector<png_bytep> pointers(static_cast<std::size_t>(rows));
  for (std::size_t y = 0; y < pointers.size(); ++y)
    pointers[y] = first + y * static_cast<std::size_t>(row_bytes);
  return pointers;
}

}  // namespace

Image decode_png(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits) {
  Reader reader;
  reader.stream.next = bytes.data();
  reader.stream.left = bytes.size();
  reader.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reader.stream, on_error, on_warning);
  if (reader.png != nullptr) reader.info = png_create_info_struct(reader.png);
  if (reader.info == nullptr) throw std::bad_alloc();
  if (!read_header(reader.png, reader.info, &reader.stream)) throw_damaged(name, reader.stream);
  const std::int64_t height = png_get_image_height(reader.png, reader.info);
  const std::int64_t width = png_get_image_width(reader.png, reader.info);
  check_image_size(height, width, name, limits);
  if (!set_transforms(reader.png, reader.info)) throw_damaged(name, reader.stream);

  const bool deep = png_get_bit_depth(reader.png, reader.info) == 16;
  Image image(height, width, png_get_channels(reader.png, reader.info), deep ? 65535 : 255);
  std::vector<std::uint8_t> narrow_samples(deep ? 0 : image.samples.size());
  auto* first = deep ? reinterpret_cast<std::uint8_t*>(image.samples.data()) : narrow_samples.data();
  const std::int64_t row_bytes = image.row_samples() * (deep ? 2 : 1);
  require(static_cast<std::int64_t>(png_get_rowbytes(reader.png, reader.info)) == row_bytes,
          "libpng's rows have the length that was asked for");
  std::vector<png_bytep> rows = row_pointers(first, height, row_bytes);
  if (!read_pixels(reader.png, rows.data())) throw_damaged(name, reader.stream);
  std::copy(narrow_samples.begin(), narrow_samples.end(), image.samples.begin());
  return image;
}

std::vector<std::uint8_t> encode_png(const Image& image) {
  require(image.channels >= 1 && image.channels <= 4, "a picture has 1 to 4 channels");
  const bool deep = image.peak > 255;
  std::vector<std::uint8_t> narrow_samples;
  if (!deep) {
    narrow_samples.resize(image.samples.size());
    std::transform(image.samples.begin(), image.samples.end(), narrow_samples.begin(),
                   [](std::uint16_t sample) { return static_cast<std::uint8_t>(sample); });
  }
  // libpng only reads through these pointers when it writes a file.
  auto* first = deep ? reinterpret_cast<std::uint8_t*>(const_cast<std::uint16_t*>(image.samples.data()))
                     : narrow_samples.data();
  std::vector<png_bytep> rows = row_pointers(first, image.height, image.row_samples() * (deep ? 2 : 1));

  std::vector<std::uint8_t> output;
  Writer writer;
  writer.stream.output = &output;
  writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer.stream, on_error, on_warning);
  if (writer.png != nullptr) writer.info = png_create_info_struct(writer.png);
  if (writer.info == nullptr) throw std::bad_alloc();
  if (!write_all(writer.png, writer.info, &writer.stream, &image, rows.data())) {
    if (writer.stream.out_of_memory) throw std::bad_alloc();
    throw LogicError(std::string("libpng refused a picture of ours: ") + writer.stream.message);
  }
  return output;
}

}  // namespace crucible
