#pragma once

#include "crucible/data/import_options.hpp"
#include "crucible/data/text_fields.hpp"
#include "crucible/data/text_format.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace crucible {

/// Everything that is needed to read the rows of one file, found out from its head. Trivially copyable, so
/// that one rank can tell the others.
struct TextLayout {
  std::int32_t format = 0;  ///< index in text_formats()
  FieldRules fields;
  bool latin1 = false;
  bool header = false;  ///< the file has a line of names
  std::array<std::int32_t, 4> columns{0, 1, 2,
                                      -1};  ///< of user, book, rating, timestamp, from 0; -1 for none
  std::int32_t column_count = 3;            ///< that every row must have
  std::int64_t data_begin = 0;              ///< byte at which the first row begins
  std::int64_t head_lines = 0;              ///< lines before that
  std::int64_t matrix_rows = 0;             ///< matrix-market: declared users, books and entries
  std::int64_t matrix_columns = 0;
  std::int64_t matrix_entries = 0;

  const TextFormat& preset() const { return text_formats()[static_cast<std::size_t>(format)]; }
  bool timed() const noexcept { return columns[3] >= 0; }
};

/// Longest head that is looked at, in bytes: all that stands before the first row, and that row.
inline constexpr std::int64_t longest_head = std::int64_t{1} << 20U;

/// Finds out how a file is to be read from its first bytes (at most longest_head of them) and the options.
/// Local, pure.
///
/// Throws InputError with `path` and the line where the file is not what the options say or cannot be
/// understood, and UsageError where options contradict each other.
TextLayout resolve_layout(std::string_view head, const ImportOptions& options, const std::string& path);

/// Cuts the lines of a text with their numbers; a '\r' before the end of a line is left out.
class HeadLines {
 public:
  /// Numbers lines from 1 and bytes from 0; a byte order mark is skipped. Throws InputError for UTF-16.
  HeadLines(std::string_view head, const std::string& path);

  /// The next line that is not blank; false at the end.
  bool next(std::string_view& line);
  std::int64_t number() const noexcept { return number_; }  ///< of the line returned last
  std::int64_t begin() const noexcept { return begin_; }    ///< its first byte
  std::int64_t end() const noexcept { return position_; }   ///< first byte of the line after it

 private:
  std::string_view head_;
  std::int64_t position_ = 0;
  std::int64_t begin_ = 0;
  std::int64_t number_ = 0;
};

/// What find_column() returns where there is no such column, and where there are two.
inline constexpr std::int32_t no_column = -1;
inline constexpr std::int32_t ambiguous_column = -2;

/// Index of the field of a header whose plain_name() is the first of `aliases` that occurs at all.
std::int32_t find_column(const FieldSplitter& header, std::span<const char* const> aliases);

/// Plain names under which books go in headers.
std::span<const char* const> book_column_names();

}  // namespace crucible
