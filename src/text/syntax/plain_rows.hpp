#pragma once

#include "columns/text_layout.hpp"
#include "crucible/text/import_options.hpp"
#include "fields/plain_row.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// Reads rows as most files have them in one pass over their bytes: ids of printable ASCII, ratings of a few
/// digits, times in whole numbers, no quotes, no blanks around anything, nothing missing. All else is left to
/// the syntax's LineParser and RowSink::add(), which would read the same from the rows that this takes.
/// Local.
class PlainRows {
 public:
  /// True if rows of `file` may be so plain, and the options ask for no more.
  static bool apply_to(const ResolvedFile& file, const ImportOptions& options);

  /// @pre apply_to(file, options)
  explicit PlainRows(const ResolvedFile& file);

  /// Reads the row that begins at `at`. Returns where the next line begins; null if the line is not plain or
  /// does not end before `end`.
  const char* read(const char* at, const char* end, PlainRow& row) const noexcept;

 private:
  /// What a column holds.
  enum class Field : std::uint8_t { user, book, rating, time, other };

  const char* read_field(Field field, const char* at, const char* end, PlainRow& row) const noexcept;
  const char* read_id(const char* at, const char* end, PlainId& id) const noexcept;
  const char* read_time(const char* at, const char* end, std::int64_t& seconds) const noexcept;
  const char* skip_text(const char* at, const char* end) const noexcept;
  const char* skip_separator(const char* at, const char* end) const noexcept;

  std::vector<Field> columns_;
  Separator separator_;
  bool blanks_;  ///< the separator is any run of blanks
  char mark_;    ///< the first byte of the separator
  TimeRule time_;
};

}  // namespace crucible
