#pragma once

#include "crucible/app/image.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// What a picture may cost before it is refused.
struct ImageLimits {
  std::int64_t max_pixels = 50'000'000;  ///< height x width
};

/// Reads a PNG or JPEG file, known by its content. Metadata (colour profiles, gamma, Exif, text) is ignored.
/// Throws InputError where it is neither, damaged, empty, of an unsupported kind or above the limits, IoError
/// where the system fails.
Image read_image(const std::string& path, const ImageLimits& limits = {});

/// PNG of any kind (1 to 16 bits, palette, interlaced) from memory; palettes become RGB, transparent colours
/// become alpha. `name` stands in error messages. Throws InputError.
Image decode_png(std::span<const std::uint8_t> bytes, const std::string& name,
                 const ImageLimits& limits = {});

/// JPEG (baseline or progressive, grey or colour) from memory. Throws InputError, for CMYK too: without its
/// colour profile it cannot be turned into RGB.
Image decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name,
                  const ImageLimits& limits = {});

/// PNG in the picture's own depth and channels. The bytes depend on the samples alone.
std::vector<std::uint8_t> encode_png(const Image& image);

/// Writes `bytes` to a new file and flushes it to the device; nothing is left behind where that fails. The
/// file must not exist. Throws IoError. Returns the file's length in bytes.
std::int64_t write_new_file(const std::string& path, std::span<const std::uint8_t> bytes);

/// Writes `bytes` to a new file beside `path` and renames it over `path`, which is thus never half-written.
/// Throws IoError. Returns the file's length in bytes.
std::int64_t replace_file(const std::string& path, std::span<const std::uint8_t> bytes);

/// Throws InputError where a picture of this size cannot be taken: a side is 0, or above the limits.
void check_image_size(std::int64_t height, std::int64_t width, const std::string& name,
                      const ImageLimits& limits);

}  // namespace crucible
