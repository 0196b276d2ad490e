#pragma once

#include "crucible/core/index_range.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// A regular file, open for reading at any place.
class TextFile {
 public:
  /// Throws InputError where `path` is missing, empty, a directory, a pipe or a device; IoError where the
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

/// The lines of a file whose first byte stands in a byte range, read in big pieces: ranges that cover the
/// file without overlap yield every line once.
///
/// A line ends at '\n' or at the end of the file; a '\r' before that end is left out.
class LineReader {
 public:
  /// Longest line, in bytes, that is held in memory.
  static constexpr std::size_t longest_line = std::size_t{1} << 20U;

  /// `bytes` lies in [start, file.size()); `start` is where the first line of the file begins that counts.
  LineReader(const TextFile& file, IndexRange bytes, std::int64_t start);

  /// The next line, valid until the next call; false at the end of the range. Throws IoError.
  bool next(std::string_view& line);
  /// Lines returned so far.
  std::int64_t count() const noexcept { return count_; }
  /// True where the line returned last is the beginning of one longer than longest_line; next() then ends.
  bool overlong() const noexcept { return overlong_; }
  /// Bytes of the range that are consumed, for estimates.
  std::int64_t consumed() const noexcept;

 private:
  bool refill(std::int64_t wanted_end);
  void skip_cut_line();

  const TextFile& file_;
  IndexRange range_;
  std::vector<char> buffer_;
  std::size_t next_ = 0;            ///< next unread byte of the buffer
  std::size_t filled_ = 0;          ///< bytes of the buffer in use
  std::int64_t buffer_offset_ = 0;  ///< place in the file of buffer_[0]
  std::int64_t count_ = 0;
  bool overlong_ = false;
};

}  // namespace crucible
