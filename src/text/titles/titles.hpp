#pragma once

#include "crucible/text/import_options.hpp"
#include "crucible/text/text_fields.hpp"
#include "crucible/text/text_source.hpp"
#include "crucible/text/text_stream.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crucible {

/// Longest title that is kept, in bytes of UTF-8: titles are stored at fixed length. Longer ones are cut.
inline constexpr std::size_t longest_title = 1024;

/// One record of a titles file.
struct TitleRecord {
  std::string id;         ///< UTF-8, to the letter
  std::string title;      ///< UTF-8, without control characters
  std::int64_t line = 0;  ///< from 1; where it begins
};

/// Reads a file of titles, packed as TextStream says or not, record by record. Local.
///
/// Understands quoted CSV with a header that names an id and a title (goodbooks books.csv, MovieLens
/// movies.csv, Book-Crossing BX-Books.csv), `id::title::...` (movies.dat), `id|title|...` (u.item), and two
/// columns without a header. A quoted field may go on over several lines.
class TitleReader {
 public:
  enum class Outcome : std::uint8_t { record, bad, end };

  /// Reads all of `stream`, which outlives this object. `id_column`: what the book column of the ratings is
  /// called, where it has a name; preferred. Throws InputError if no id and title can be made out, and
  /// what reading throws.
  TitleReader(TextStream& stream, TextEncoding encoding, const std::string& id_column);

  /// Reads the next record that is not blank.
  Outcome next(TitleRecord& record);
  /// What was wrong with the record for which next() returned bad.
  const std::string& problem() const noexcept { return problem_; }
  /// Line, from 1, at which the last record began.
  std::int64_t line() const noexcept { return line_; }

 private:
  void find_columns(std::string_view first, const std::string& id_column);
  bool take_header(const char* separator, std::string_view first, const std::string& id_column);
  void skip_header();
  bool split_record(std::string_view line);
  bool take(std::string_view line, TitleRecord& record);
  bool refuse(const std::string& reason, std::string_view record);
  std::string decoded(std::string_view text) const;

  const std::string& file_;  ///< its name
  TextEncoding encoding_;
  std::optional<LineReader> lines_;
  FieldSplitter fields_{FieldRules{}};
  std::string record_;
  std::string problem_;
  std::int64_t line_ = 0;
  bool has_header_ = false;
  std::size_t id_ = 0;
  std::size_t title_ = 1;
  std::size_t column_count_ = 0;  ///< 0: at least two
};

}  // namespace crucible
