#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace crucible {

/// Bytes one after the other. Local.
class ByteStream {
 public:
  ByteStream() = default;
  virtual ~ByteStream() = default;
  ByteStream(const ByteStream&) = delete;
  ByteStream& operator=(const ByteStream&) = delete;

  /// Fills `to` and returns how many bytes came: fewer than asked for only at the end, then 0. Throws
  /// InputError if the bytes are damaged, IoError if reading fails.
  virtual std::size_t read(std::span<char> to) = 0;
};

/// A stream whose next bytes can be looked at before they are read.
class PeekStream {
 public:
  /// @pre `source` outlives this object
  explicit PeekStream(ByteStream& source) : source_(source) {}

  /// The next `count` bytes or more; at the end, all that is left. Valid until the next call.
  std::span<const char> peek(std::size_t count);
  /// Drops the next `count` bytes. @pre they were peeked at
  void skip(std::size_t count);
  /// As ByteStream::read().
  std::size_t read(std::span<char> to);
  /// Bytes that were read or dropped.
  std::int64_t position() const noexcept { return position_; }

 private:
  ByteStream& source_;
  std::string buffer_;
  std::size_t piece_ = std::size_t{4} << 10U;  ///< bytes to read at a time; more each time, up to a limit
  std::size_t next_ = 0;
  std::int64_t position_ = 0;
  bool ended_ = false;
};

}  // namespace crucible
