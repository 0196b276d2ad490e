#pragma once

#include <cstdint>
#include <string_view>

namespace crucible {

/// Longest head that is looked at, in bytes: all that stands before the first row, and that row.
inline constexpr std::int64_t longest_head = std::int64_t{1} << 20U;

/// Cuts the lines of a text with their numbers; what ends a line is left out, see LineReader.
class HeadLines {
 public:
  /// Numbers lines from 1 and bytes from 0; a byte order mark is skipped.
  explicit HeadLines(std::string_view head);

  /// The next line that is not blank; false at the end.
  bool next(std::string_view& line);
  std::int64_t number() const noexcept { return number_; }  ///< of the line returned last
  std::int64_t begin() const noexcept { return begin_; }    ///< its first byte
  std::int64_t end() const noexcept { return position_; }   ///< first byte of the line after it
  /// True if the line returned last may go on behind the head.
  bool cut_off() const noexcept {
    return static_cast<std::int64_t>(head_.size()) == longest_head && position_ == longest_head;
  }

 private:
  std::string_view head_;
  std::int64_t position_ = 0;
  std::int64_t begin_ = 0;
  std::int64_t number_ = 0;
};

}  // namespace crucible
