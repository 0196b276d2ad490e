#pragma once

#include "columns/text_layout.hpp"
#include "crucible/text/import_options.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

class RowSink;
struct TextSyntax;

/// A format that a user can name: a syntax, and what holds for it unless the user says otherwise.
struct TextFormat {
  const char* name;
  const char* summary;    ///< one line for the README
  const char* separator;  ///< empty: found in the first line
  HeaderUse header;
  bool quotes;
  bool escapes;
  TextEncoding encoding;
  std::optional<double> ignore_rating;
  const TextSyntax* syntax = nullptr;  ///< filled in by text_formats()
};

/// The head of a file while its layout is found out. `lines` stands behind `first`.
struct FileHead {
  HeadLines begin;  ///< all lines of the file
  HeadLines lines;
  std::string_view first;  ///< the first line that is neither blank nor a comment
  const ImportOptions& options;
  const std::string& path;
  std::string_view comment;  ///< the last comment before it, without its mark

  /// Throws InputError for the line that `lines` has returned last.
  [[noreturn]] void fail(const std::string& problem) const;
  /// The rows from `first` on, or behind it: at most `limit`, complete lines alone.
  std::vector<std::string_view> sample(bool with_first, std::size_t limit) const;
};

/// Cuts the lines of a file into ratings.
class LineParser {
 public:
  virtual ~LineParser() = default;
  /// Gives the ratings of `line`, which is not blank, to `rows`. False if the line is bad; `rows` then
  /// knows why, and holds none of its ratings.
  virtual bool take(std::string_view line, RowSink& rows) = 0;
};

/// A way to write ratings down. Each has one file, which defines its descriptor, and one row in the table of
/// text_syntax.cpp.
struct TextSyntax {
  const char* name;
  std::span<const TextFormat> formats;
  /// Name of the format of this syntax that `head` looks like, or null. Asked in the table's order.
  const char* (*recognise)(const FileHead& head);
  /// Fills `file.layout`, whose format, fields and encoding are set, and `file.names`.
  void (*resolve)(FileHead& head, ResolvedFile& file);
  std::unique_ptr<LineParser> (*make_parser)(const ResolvedFile& file, const ImportOptions& options);
  bool has_plain_rows = false;    ///< PlainRows may read lines of it
  bool has_columns = false;       ///< `columns`, `separator` and `header` have a meaning
  bool states_separator = false;  ///< what separates fields is worth saying
  bool names_are_keys = false;    ///< `file.names` holds keys by role, a line each, not a header
  bool row_is_user = false;       ///< a line holds all ratings of a user, so that no column has one role
  /// What import says of the layout; `columns` says it of the columns. Null: `columns` is enough.
  std::string (*statement)(const TextLayout& layout, const std::string& columns) = nullptr;
};

/// All syntaxes, in the order in which they are asked whether they recognise a file.
std::span<const TextSyntax* const> text_syntaxes();
/// All formats of all syntaxes.
std::span<const TextFormat> text_formats();
/// Index in text_formats(). Throws UsageError naming all formats.
std::size_t text_format_index(std::string_view name);

}  // namespace crucible
