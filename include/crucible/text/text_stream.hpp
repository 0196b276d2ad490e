#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace crucible {

/// Bytes of text that may come out of each compressed byte by default. Ratings have 3 to 50.
inline constexpr std::int64_t usual_expansion = 250;

/// The text of a file, from its first byte to its last, whatever it is packed in: gzip, bzip2, xz, zstd
/// (known by their first bytes; any number of members), a zip archive of one member, UTF-16 with a byte order
/// mark. A pipe, or "-" for standard input. Memory is bounded whatever the size. Local.
class TextStream {
 public:
  /// `max_expansion`: bytes of text that may come out of each compressed byte, from 64 MiB of text on.
  ///
  /// Throws InputError if `path` is missing, empty, a directory, a terminal or a device, or a format that
  /// is no text (Parquet, tar, ...), naming the way out; IoError if the system fails.
  explicit TextStream(const std::string& path, std::int64_t max_expansion = usual_expansion);
  ~TextStream();
  TextStream(TextStream&&) noexcept;
  TextStream& operator=(TextStream&&) = delete;

  /// As errors call it: the path, or "standard input".
  const std::string& name() const noexcept;
  /// True if the text stands in the file byte for byte, so that ranks can read parts of it.
  bool is_plain() const noexcept;
  /// False for a pipe, whose text is there once.
  bool can_be_opened_again() const noexcept;
  /// Bytes of the file; 0 for a pipe.
  std::int64_t file_bytes() const noexcept;
  /// What the text was packed in: "gzip", "zip", "gzip, UTF-16", ...; empty if in nothing.
  const std::string& packing() const noexcept;

  /// The next `limit` bytes, or all that is left if that is less. They remain to be read. Valid until the
  /// next call. Throws what read() throws.
  std::string_view head(std::size_t limit);
  /// Fills `to` and returns how many bytes came: fewer than asked for only at the end. Throws InputError with
  /// the byte in the file where it is damaged, cut short or expands too much; IoError if reading fails.
  std::size_t read(std::span<char> to);

 private:
  struct Layers;
  std::unique_ptr<Layers> layers_;
};

}  // namespace crucible
