#pragma once

#include "crucible/text/text_source.hpp"
#include "import/import_assembly.hpp"
#include "syntax/text_rows.hpp"

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace crucible::testing {

/// What RowParser makes of a text.
struct ParsedRows {
  RawRatings rows;
  std::vector<std::tuple<std::string, std::string, std::uint32_t, std::int64_t>>
      ratings;                                            ///< bits of ratings
  std::vector<std::pair<std::int64_t, std::string>> bad;  ///< lines, and why
  std::vector<std::tuple<std::int64_t, std::int64_t, std::string>> notes;
  std::vector<LocalPlace> places;
  std::int64_t accepted = 0;
  std::int64_t ignored = 0;
  std::int64_t plain = 0;  ///< lines that take_plain() took

  /// Whatever way the rows were read.
  bool same_as(const ParsedRows& other) const {
    return ratings == other.ratings && bad == other.bad && notes == other.notes && places == other.places &&
           accepted == other.accepted && ignored == other.ignored;
  }
};

/// Reads `text`, whose layout is `file`. With `plain`, plain rows are read at once.
inline ParsedRows parse_rows(std::string_view text, const ResolvedFile& file, const ImportOptions& options,
                             bool plain) {
  ParsedRows parsed;
  RowParser parser(options, options.rows, parsed.rows);
  parser.begin_piece(file, 0, true);
  LineReader lines(text.substr(static_cast<std::size_t>(file.layout.data_begin)));
  for (std::string_view line; true;) {
    const std::int64_t before = lines.count();
    if (plain) parser.take_plain(lines, 0);
    parsed.plain += lines.count() - before;
    if (!lines.next(line)) break;
    if (parser.take(line, lines.count())) continue;
    parsed.bad.emplace_back(lines.count(), parser.sink().problem());
    if (parser.sink().fatal()) break;
  }
  const RawRatings& rows = parsed.rows;
  for (std::size_t i = 0; i < rows.rating.size() && !file.layout.rows_depend(); ++i)
    parsed.ratings.emplace_back(rows.users.id(rows.user[i]), rows.books.id(rows.book[i]),
                                std::bit_cast<std::uint32_t>(rows.rating[i]),
                                rows.timestamp.empty() ? 0 : rows.timestamp[i]);
  for (const LocalNote& note : parser.sink().notes())
    parsed.notes.emplace_back(note.count, note.place.line, note.example);
  parsed.places = parser.sink().user_places();
  parsed.places.insert(parsed.places.end(), parser.sink().book_places().begin(),
                       parser.sink().book_places().end());
  parsed.accepted = parser.sink().accepted();
  parsed.ignored = parser.sink().ignored();
  return parsed;
}

}  // namespace crucible::testing
