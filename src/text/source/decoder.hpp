#pragma once

#include <memory>
#include <span>
#include <string_view>

namespace crucible {

/// Takes one compressed stream apart, member after member. Local.
class Decoder {
 public:
  Decoder() = default;
  virtual ~Decoder() = default;
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  /// Consumes bytes from the front of `in` and puts what they stand for at the front of `out`, until either
  /// is used up or the member ends. True at the end of a member.
  ///
  /// Throws DecodeProblem where the bytes are not of this kind.
  virtual bool step(std::span<const char>& in, std::span<char>& out) = 0;
  /// The next bytes begin a new member.
  virtual void restart() = 0;
};

/// What is wrong with a compressed stream, in words that follow its name.
struct DecodeProblem {
  const char* words;
};

/// A row of the table of compressions.
struct Compression {
  const char* name;
  bool (*begins)(std::string_view bytes);  ///< whether a member begins with these bytes
  std::unique_ptr<Decoder> (*make)();
};

/// All compressions that are read: src/text/source/compressions.cpp.
std::span<const Compression> compressions();

/// The one that `head` begins with, or null. Needs `magic_bytes` of them.
const Compression* compression_of(std::string_view head);
inline constexpr std::size_t magic_bytes = 6;

std::unique_ptr<Decoder> make_gzip_decoder();
std::unique_ptr<Decoder> make_bzip2_decoder();
std::unique_ptr<Decoder> make_xz_decoder();
std::unique_ptr<Decoder> make_zstd_decoder();
/// Bare DEFLATE, as zip members have it.
std::unique_ptr<Decoder> make_deflate_decoder();

}  // namespace crucible
