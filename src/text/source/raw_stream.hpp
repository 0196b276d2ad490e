#pragma once

#include "source/byte_stream.hpp"

#include <string>

namespace crucible {

/// The file name that means standard input.
inline constexpr const char* standard_input = "-";

/// A file, a pipe or standard input, from its first byte to its last.
class RawStream : public ByteStream {
 public:
  /// Throws InputError if `path` is missing, an empty file, a directory, a terminal or a device that is
  /// none of the above; IoError if the system fails.
  explicit RawStream(const std::string& path);
  ~RawStream() override;

  std::size_t read(std::span<char> to) override;
  /// The name for error messages: the path, or "standard input".
  const std::string& name() const noexcept { return name_; }
  /// True for a file on disk, which can be opened again and read at any place.
  bool is_regular() const noexcept { return size_ >= 0; }
  /// Bytes of a regular file.
  std::int64_t size() const noexcept { return size_; }

 private:
  std::string name_;
  int descriptor_ = -1;
  std::int64_t size_ = -1;
};

}  // namespace crucible
