#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>

namespace crucible {

/// Where compressed bytes go.
using ByteSink = std::function<void(std::span<const char> bytes)>;

/// Compresses a text, piece after piece. Local.
class Encoder {
 public:
  Encoder() = default;
  virtual ~Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;

  /// Takes the next piece; `last` after which nothing comes.
  virtual void put(std::span<const char> text, bool last, const ByteSink& sink) = 0;
};

/// A row of the table of compressions that are written.
struct PackingSuffix {
  const char* suffix;
  std::unique_ptr<Encoder> (*make)();
};

/// All of them: src/text/export/packing_suffixes.cpp.
std::span<const PackingSuffix> packing_suffixes();
/// The one that `path` ends with, or null.
const PackingSuffix* packing_of(std::string_view path);

/// Bytes that encoders hand on at a time.
inline constexpr std::size_t encoded_bytes = std::size_t{64} << 10U;

std::unique_ptr<Encoder> make_gzip_encoder();
std::unique_ptr<Encoder> make_bzip2_encoder();
std::unique_ptr<Encoder> make_xz_encoder();
std::unique_ptr<Encoder> make_zstd_encoder();

}  // namespace crucible
