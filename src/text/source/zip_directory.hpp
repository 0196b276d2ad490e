#pragma once

#include "crucible/text/text_source.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// A member as the directory of a zip archive lists it (APPNOTE.TXT 6.3, "central directory").
struct ZipEntry {
  std::string name;
  unsigned method = 0;  ///< 0 stored, 8 DEFLATE
  unsigned flags = 0;
  std::uint32_t sum = 0;  ///< CRC-32 of the content
  std::int64_t packed_bytes = 0;
  std::int64_t bytes = 0;
  std::int64_t header = 0;  ///< where its local header begins
};

/// The members of the archive, at most `most` of them. Throws InputError if the directory is missing or
/// damaged.
std::vector<ZipEntry> zip_directory(const TextFile& file, std::size_t most);

/// First byte of the content of `entry`. Throws InputError.
std::int64_t zip_content(const TextFile& file, const ZipEntry& entry);

}  // namespace crucible
