#include "source/decoder.hpp"

#include <algorithm>
#include <array>

namespace crucible {

namespace {

bool begins_gzip(std::string_view bytes) { return bytes.starts_with("\x1f\x8b\x08"); }

/// "BZh", a level, then the mark of a block or of the end: text that begins with "BZh" is no bzip2.
bool begins_bzip2(std::string_view bytes) {
  return bytes.size() > 5 && bytes.starts_with("BZh") && bytes[3] >= '1' && bytes[3] <= '9' &&
         (bytes.substr(4).starts_with("1A") || bytes.substr(4).starts_with("\x17r"));
}

bool begins_xz(std::string_view bytes) {
  return bytes.starts_with(
      std::string_view("\xfd"
                       "7zXZ\0",
                       6));
}

/// A frame, or one that may be skipped (pzstd begins with one).
bool begins_zstd(std::string_view bytes) {
  if (bytes.starts_with("\x28\xb5\x2f\xfd")) return true;
  return bytes.size() > 3 && bytes.substr(1).starts_with("\x2a\x4d\x18") &&
         (static_cast<unsigned char>(bytes[0]) & 0xf0U) == 0x50U;
}

}  // namespace

std::span<const Compression> compressions() {
  static constexpr std::array table{
      Compression{"gzip", begins_gzip, make_gzip_decoder},
      Compression{"bzip2", begins_bzip2, make_bzip2_decoder},
      Compression{"xz", begins_xz, make_xz_decoder},
      Compression{"zstd", begins_zstd, make_zstd_decoder},
  };
  return table;
}

const Compression* compression_of(std::string_view head) {
  const auto rows = compressions();
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Compression& c) { return c.begins(head); });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace crucible
