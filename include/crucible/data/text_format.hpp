#pragma once

#include "crucible/data/import_options.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crucible {

/// How a file is built, beyond what separator and header say. A new one needs a parser of its own.
enum class TextSyntax : std::uint8_t {
  delimited,      ///< a rating a line
  netflix,        ///< a line "BOOK:", then lines "user,rating,date" of that book
  matrix_market,  ///< coordinate format: comments, a line of sizes, then "row column value"
};

/// A row of the format table: what a preset says where the user says nothing.
struct TextFormat {
  const char* name;
  const char* summary;  ///< one line for --help and the README
  TextSyntax syntax;
  const char* separator;  ///< empty: found in the first line
  HeaderUse header;
  bool quotes;
  bool escapes;
  TextEncoding encoding;
  std::optional<double> ignore_rating;
};

/// All formats: src/data/formats.cpp.
std::span<const TextFormat> text_formats();

/// Whether a netflix file names the book of the rows that follow in this line: "BOOK:".
inline bool is_book_line(std::string_view line) noexcept {
  return line.ends_with(':') && line.find(',') == std::string_view::npos;
}

/// Index in text_formats(). Throws UsageError naming all formats.
std::size_t text_format_index(std::string_view name);

/// The names, "auto" first.
std::vector<std::string> text_format_names();

}  // namespace crucible
