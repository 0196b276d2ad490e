#pragma once

#include "source/byte_stream.hpp"
#include "source/decoder.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace crucible {

/// How much text may come out of compressed bytes, so that a small file cannot keep ranks busy for ever.
class ExpansionLimit {
 public:
  /// `ratio`: bytes of text for each compressed byte. The first 64 MiB are free.
  explicit ExpansionLimit(std::int64_t ratio) : ratio_(ratio) {}

  /// Throws InputError naming `name` where `produced` bytes are too many for `consumed` ones.
  void check(const std::string& name, std::int64_t consumed, std::int64_t produced) const;

 private:
  std::int64_t ratio_;
};

/// What the members of a compressed stream hold, one after the other.
class DecodedStream : public ByteStream {
 public:
  /// `name` is the file in errors. @pre `source` outlives this object and stands at a member's first byte
  DecodedStream(PeekStream& source, const Compression& kind, std::string name, ExpansionLimit limit);

  std::size_t read(std::span<char> to) override;

 private:
  bool begin_next_member();
  [[noreturn]] void fail(const std::string& problem) const;

  PeekStream& source_;
  const Compression& kind_;
  std::string name_;
  ExpansionLimit limit_;
  std::unique_ptr<Decoder> decoder_;
  bool in_member_ = true;
  std::int64_t produced_ = 0;
};

}  // namespace crucible
