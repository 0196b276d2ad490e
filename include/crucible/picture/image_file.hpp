#pragma once

#include "crucible/picture/image.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// Larger pictures are refused.
struct ImageLimits {
  std::int64_t max_pixels = 50'000'000;  ///< height x width
};

/// Reads a PNG or JPEG file; the content tells which. Metadata (colour profiles, gamma, Exif, text) is
/// ignored. Throws InputError if the file is neither, or is damaged, empty, of an unsupported kind or above
/// the limits, and IoError if the system fails. All functions here are local.
Image read_image(const std::string& path, const ImageLimits& limits = {});

/// Decodes a PNG of any kind (1 to 16 bits, palette, interlaced). Palettes become RGB, and transparent
/// colours become alpha. `name` stands in error messages. Throws InputError.
Image decode_png(std::span<const std::uint8_t> bytes, const std::string& name,
                 const ImageLimits& limits = {});

/// Decodes a JPEG (baseline or progressive, grey or colour). Throws InputError, also for CMYK, because CMYK
/// cannot be converted to RGB without its colour profile.
Image decode_jpeg(std::span<const std::uint8_t> bytes, const std::string& name,
                  const ImageLimits& limits = {});

/// Encodes a PNG with the picture's own depth and channels. The bytes depend only on the samples.
std::vector<std::uint8_t> encode_png(const Image& image);

/// Writes `bytes` to a new file and flushes it to the device. Returns the file's length in bytes. Throws
/// IoError, also if the file exists already. If writing fails, no file is left behind.
std::int64_t write_new_file(const std::string& path, std::span<const std::uint8_t> bytes);

/// Writes `bytes` to a new file beside `path` and renames it to `path`, so that the file there is never
/// incomplete. Returns the file's length in bytes. Throws IoError.
std::int64_t replace_file(const std::string& path, std::span<const std::uint8_t> bytes);

/// Throws InputError, which names `name`, if a side is 0 or the picture is above the limits.
void check_image_size(std::int64_t height, std::int64_t width, const std::string& name,
                      const ImageLimits& limits);

}  // namespace crucible
