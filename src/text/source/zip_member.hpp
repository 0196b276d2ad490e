#pragma once

#include "source/byte_stream.hpp"
#include "source/decoded_stream.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace crucible {

/// The one member of a zip archive. Folders and what macOS adds (`__MACOSX/`) do not count.
class ZipMember : public ByteStream {
 public:
  /// Throws InputError if the archive has no member or several (the message names them), or if the member is
  /// encrypted, damaged, or compressed by another method than DEFLATE.
  ZipMember(const std::string& path, ExpansionLimit limit);
  ~ZipMember() override;

  std::size_t read(std::span<char> to) override;

 private:
  class Source;

  std::string name_;
  std::unique_ptr<Source> source_;
  std::unique_ptr<PeekStream> packed_;
  std::unique_ptr<Decoder> decoder_;  ///< null for a stored member
  ExpansionLimit limit_;
  std::int64_t size_ = 0;  ///< that the archive declares
  std::int64_t produced_ = 0;
  std::uint32_t expected_sum_ = 0;
  std::uint32_t sum_ = 0;
  bool ended_ = false;
};

/// True if `head` begins with the mark of a zip archive.
bool begins_zip(std::string_view head);

}  // namespace crucible
