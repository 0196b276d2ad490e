#pragma once

#include "source/byte_stream.hpp"

#include <array>
#include <string>

namespace crucible {

/// UTF-16 text in UTF-8, without its byte order mark.
class Utf16Stream : public ByteStream {
 public:
  /// @pre `source` outlives this object and stands at a byte order mark
  Utf16Stream(PeekStream& source, std::string name);

  std::size_t read(std::span<char> to) override;

 private:
  unsigned unit_at(std::span<const char> bytes, std::size_t place) const;
  std::size_t take_character(std::span<const char> bytes);

  PeekStream& source_;
  std::string name_;
  bool big_endian_ = false;
  std::string ready_;  ///< UTF-8 that waits to be read
  std::size_t next_ = 0;
};

/// True if `head` begins with a byte order mark of UTF-16.
bool begins_utf16(std::string_view head);

}  // namespace crucible
