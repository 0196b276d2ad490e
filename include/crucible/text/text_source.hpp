#pragma once

#include "crucible/core/index_range.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

class TextStream;

/// A regular file, open for reading at any place.
class TextFile {
 public:
  /// Throws InputError if `path` is missing, empty, a directory, a pipe or a device; IoError if the
  /// system fails.
  explicit TextFile(std::string path);
  ~TextFile();
  TextFile(TextFile&& other) noexcept;
  TextFile& operator=(TextFile&&) = delete;

  const std::string& path() const noexcept { return path_; }
  /// Bytes, when it was opened.
  std::int64_t size() const noexcept { return size_; }

  /// Fills `to` from byte `offset` on. Throws IoError on failure and where the file has become shorter.
  /// @pre offset + to.size() <= size()
  void read(std::int64_t offset, std::span<char> to) const;
  /// The first bytes of the file, at most `limit`.
  std::string head(std::int64_t limit) const;

 private:
  std::string path_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;
};

/// The lines of a text: those of a file whose first byte stands in a byte range (ranges that cover the file
/// without overlap yield every line once), those of a stream, or those of a block in memory. Read in big
/// pieces.
///
/// A line ends at "\n", at "\r\n", at a "\r" alone, or at the end of the text; what ends it is left out.
class LineReader {
 public:
  /// Longest line, in bytes, that is held in memory.
  static constexpr std::size_t longest_line = std::size_t{1} << 20U;
  /// Longest record of several lines.
  static constexpr std::size_t longest_record = std::size_t{64} << 10U;

  /// Reads the lines that begin in `bytes`, a range within [start, file.size()). `start` is the first byte of
  /// the first line that counts.
  LineReader(const TextFile& file, IndexRange bytes, std::int64_t start);
  /// What is left of `stream`, which outlives this object.
  explicit LineReader(TextStream& stream);
  /// The lines of `block`, which outlives this object.
  explicit LineReader(std::string_view block);

  /// The next line, valid until the next call; false at the end of the range. Throws what reading throws.
  bool next(std::string_view& line);
  /// Extends `record`, which next() returned, to the end of the line that follows. This serves quoted fields
  /// that hold line ends; those line ends stay as they are. False at the end of the range, or if the record
  /// would be longer than longest_record.
  bool extend(std::string_view& record);
  /// Undoes extend(): the lines after the first one of the record come again.
  void give_back();

  /// What is at hand of the lines that follow, for whoever can read some of them at once. May be empty before
  /// the end of the range, and end within a line. Valid until the next call.
  std::string_view ahead() const noexcept;
  /// Leaves out the first `bytes` of ahead(), which are `lines` whole lines.
  void skip(std::size_t bytes, std::int64_t lines) noexcept;

  /// Lines returned or left out so far.
  std::int64_t count() const noexcept { return count_; }
  /// Line of the last record's first byte, counted from 1.
  std::int64_t record_line() const noexcept { return record_line_; }
  /// True if the line returned last is the beginning of one longer than longest_line; next() then ends.
  bool overlong() const noexcept { return overlong_; }
  /// Bytes of the range that are consumed, for estimates.
  std::int64_t consumed() const noexcept;

 private:
  struct LineEnd {
    std::size_t end = 0;   ///< of the line's content
    std::size_t next = 0;  ///< first byte of the next line
    bool found = false;    ///< false at the end of the text, and within too long a line
  };
  bool refill(std::int64_t wanted_end);
  void forget_marks() noexcept;
  std::size_t find(char mark, std::size_t from, std::size_t& known) const noexcept;
  LineEnd find_end(std::size_t begin, std::size_t limit);
  bool at_end() const noexcept;

  const TextFile* file_ = nullptr;
  TextStream* stream_ = nullptr;
  IndexRange range_;
  std::vector<char> buffer_;
  const char* data_ = nullptr;      ///< the buffer, or the block
  std::size_t next_ = 0;            ///< next unread byte of the buffer
  std::size_t filled_ = 0;          ///< bytes of the buffer in use
  std::int64_t buffer_offset_ = 0;  ///< place in the text of data_[0]
  std::size_t next_feed_ = 0;       ///< place of the next "\n" in the buffer, its end where there is none
  std::size_t next_return_ = 0;     ///< the same for "\r"
  bool ended_ = false;              ///< the text ends with the buffer
  std::size_t record_ = 0;          ///< where the last record begins
  std::size_t first_end_ = 0;       ///< where the line after its first one begins
  std::int64_t count_ = 0;
  std::int64_t record_line_ = 0;
  bool overlong_ = false;
};

/// The first line of `text`, cut as LineReader does, and where the next one begins.
struct FirstLine {
  std::string_view line;
  std::size_t next = 0;
};
FirstLine first_line(std::string_view text) noexcept;

}  // namespace crucible
