#pragma once

#include "columns/column_names.hpp"
#include "columns/head_lines.hpp"
#include "crucible/text/import_options.hpp"
#include "crucible/text/text_fields.hpp"
#include "fields/times.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace crucible {

struct TextFormat;

/// How the roles of the columns were found.
enum class RolesFrom : std::uint8_t { format, names, options, position, times, evidence };

/// Everything that is needed to read the rows of one file, as its head shows it. The names of columns and
/// keys stand in ResolvedFile. Trivially copyable, so that one rank can tell the others.
struct TextLayout {
  std::int32_t format = 0;  ///< index in text_formats()
  FieldRules fields;
  bool latin1 = false;
  bool header = false;         ///< the file has a line of names
  Roles columns{0, 1, 2, -1};  ///< from 0; for JSON lines of the keys
  RolesFrom roles_from = RolesFrom::format;
  std::int32_t column_count = 3;   ///< that every row must have
  bool counts = false;             ///< the rating column counts something
  TimeRule time;                   ///< of the time column
  bool row_numbers = false;        ///< wide, libsvm: users are the numbers of the rows
  std::int32_t first_cell = 0;     ///< wide: the column of the first book
  bool row_is_book = false;        ///< wide: a line is a book, and a column a user
  bool count_column = false;       ///< wide: a column before that counts the row's ratings
  std::int64_t data_begin = 0;     ///< byte at which the first row begins
  std::int64_t head_lines = 0;     ///< lines before that
  std::int64_t comment_lines = 0;  ///< comments among those
  std::int64_t first_comment = 0;  ///< line of the first of them
  std::int64_t matrix_rows = 0;    ///< matrix-market: declared users and books
  std::int64_t matrix_columns = 0;
  std::int64_t declared_entries = -1;  ///< rows that the file says it has; -1 where it says nothing

  const TextFormat& preset() const;
  bool timed() const noexcept { return columns[time_role] >= 0; }
  bool rated() const noexcept { return columns[rating_role] >= 0; }
  /// The user or the book of a row is not in its line, but follows from the lines before it.
  bool rows_depend() const noexcept { return row_numbers || columns[book_role] == no_column; }
};

/// A file as its head shows it.
struct ResolvedFile {
  TextLayout layout;
  std::string names;  ///< the line of names as it stands; JSON lines: the keys by role, a line each
};

/// Finds out how a file is to be read from its first bytes (at most longest_head of them) and the options.
/// Local, pure.
///
/// Throws InputError with `path` and the line where the file is not what the options say or cannot be
/// understood, or can be understood in two ways; UsageError if options contradict each other.
ResolvedFile resolve_file(std::string_view head, const ImportOptions& options, const std::string& path);

/// True for the first line of a MatrixMarket file, in whatever case.
bool is_matrix_market_banner(std::string_view line);

/// Moves `lines` on to the first line that is no comment, puts it into `line`, and notes in `layout` the
/// comments before it, the last of them in `comment`, without its mark. False if there is no such line.
bool find_first_line(HeadLines& lines, TextLayout& layout, std::string_view& line, std::string_view& comment);

}  // namespace crucible
