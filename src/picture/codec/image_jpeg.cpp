#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <cstring>

// jpeglib.h needs <cstdio> before it, and jerror.h needs jpeglib.h.
#include <jpeglib.h>
// clang-format off
#include <jerror.h>
// clang-format on

#include "crucible/core/error.hpp"
#include "crucible/picture/image_file.hpp"

// libjpeg reports errors by a call that must not return, so our call jumps. As in image_png.cpp, every
// function here that calls setjmp, and every callback that may jump, has only plain values as local
// variables.

namespace crucible {

namespace {

/// A progressive file of a few kilobytes can hold thousands of scans, and each takes as long as decoding the
/// whole picture.
constexpr int max_scans = 500;

/// libjpeg's error manager, and what we add to it. The base must come first, because the library knows only
/// the base.
struct ErrorState {
  jpeg_error_mgr base;
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
};

ErrorState& state_of(j_common_ptr jpeg) { return *reinterpret_cast<ErrorState*>(jpeg->err); }

[[noreturn]] void on_error(j_common_ptr jpeg) {
  ErrorState& state = state_of(jpeg);
  state.base.format_message(jpeg, state.message);
  std::longjmp(state.jump, 1);
}

/// libjpeg only warns about missing data, and fills it with grey. We want the whole picture or none.
void on_message(j_common_ptr jpeg, int level) {
  if (level >= 0) return;
  const int code = jpeg->err->msg_code;
  const bool harmless = code == JWRN_EXTRANEOUS_DATA || code == JWRN_JFIF_MAJOR || code == JWRN_ADOBE_XFORM;
  if (!harmless) on_error(jpeg);
}

void on_progress(j_common_ptr jpeg) {
  if (!jpeg->is_decompressor || reinterpret_cast<j_decompress_ptr>(jpeg)->input_scan_number <= max_scans)
    return;
  std::snprintf(state_of(jpeg).message, JMSG_LENGTH_MAX, "more than %d scans", max_scans);
  std::longjmp(state_of(jpeg).jump, 1);
}

/// libjpeg's object for reading.
struct Decoder {
  jpeg_decompress_struct jpeg{};
  ErrorState errors{};
  jpeg_progress_mgr progress{};

  Decoder() {
    jpeg.err = jpeg_std_error(&errors.base);
    errors.base.error_exit = on_error;
    errors.base.emit_message = on_message;
    progress.progress_monitor = on_progress;
  }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  ~Decoder() { jpeg_destroy_decompress(&jpeg); }
};

bool read_header(Decoder* decoder, const std::uint8_t* bytes, unsigned long count) {
  if (setjmp(decoder->errors.jump) != 0) return false;
  jpeg_create_decompress(&decoder->jpeg);
  decoder->jpeg.progress = &decoder->progress;
  jpeg_mem_src(&decoder->jpeg, bytes, count);
  jpeg_read_header(&decoder->jpeg, TRUE);
  return true;
}

/// Decodes into `pixels`, (rows x row_bytes).
bool read_pixels(Decoder* decoder, std::uint8_t* pixels, std::size_t row_bytes) {
  if (setjmp(decoder->errors.jump) != 0) return false;
  decoder->jpeg.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&decoder->jpeg);
  while (decoder->jpeg.output_scanline < decoder->jpeg.output_height) {
    JSAMPROW row = pixels + decoder->jpeg.output_scanline * row_bytes;
    jpeg_read_scanlines(&decoder->jpeg, &row, 1);
  }
  jpeg_finish_decompress(&decoder->jpeg);
  return true;
}

[[noreturn]] void throw_damaged(const std::string& name, const Decoder& decoder) {
  throw InputError(name, std::string("is a damaged or unsupported JPEG picture: ") + decoder.errors.message);
}

}  // namespace

Image decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name, const ImageLimits& limits) {
  Decoder decoder;
  jpeg_decompress_struct& jpeg = decoder.jpeg;
  if (!read_header(&decoder, bytes.data(), bytes.size())) throw_damaged(name, decoder);
  check_image_size(jpeg.image_height, jpeg.image_width, name, limits);
  if (jpeg.jpeg_color_space == JCS_CMYK || jpeg.jpeg_color_space == JCS_YCCK)
    throw InputError(
        name,
        "is a JPEG picture in CMYK, which has no RGB values without its colour profile; convert it "
        "to RGB first");
  const bool grey = jpeg.jpeg_color_space == JCS_GRAYSCALE;
  jpeg.out_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;

  Image image(jpeg.image_height, jpeg.image_width, grey ? 1 : 3);
  std::vector<std::uint8_t> pixels(image.samples.size());
  if (!read_pixels(&decoder, pixels.data(), static_cast<std::size_t>(image.row_samples())))
    throw_damaged(name, decoder);
  std::copy(pixels.begin(), pixels.end(), image.samples.begin());
  return image;
}

}  // namespace crucible
