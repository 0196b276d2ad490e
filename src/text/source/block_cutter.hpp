#pragma once

#include "crucible/text/text_stream.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace crucible {

/// Bytes of text that one block holds at most, more than a line and a record may have.
inline constexpr std::size_t block_bytes = std::size_t{2} << 20U;

/// Where blocks may end.
struct CutRules {
  bool quotes = false;   ///< a quoted field may hold line ends
  bool escapes = false;  ///< a backslash makes the next byte plain
};

/// Some whole records of a text.
struct TextBlock {
  std::int64_t order = 0;       ///< place among the blocks of all files
  std::int32_t file = 0;        ///< index of the file
  std::int64_t first_line = 1;  ///< number of the first line of `text` in the file
  std::string_view text;
};

/// Cuts a stream into blocks, each of whole records. What blocks there are depends on the text alone. Local.
class BlockCutter {
 public:
  /// The blocks begin `begin` bytes on in `stream`, which outlives this object, behind `head_lines` lines.
  BlockCutter(TextStream& stream, const CutRules& rules, std::int64_t begin, std::int64_t head_lines);

  /// Puts the next block into `text` and its first line's number into `first_line`; false at the end. Throws
  /// as TextStream::read().
  bool next(std::string& text, std::int64_t& first_line);

 private:
  std::size_t cut_of(std::string_view text) const;

  TextStream& stream_;
  CutRules rules_;
  std::string carry_;  ///< read already, for the next block
  std::int64_t line_;
  bool ended_ = false;
};

}  // namespace crucible
