#pragma once

#include "crucible/data/import_assembly.hpp"
#include "crucible/data/import_options.hpp"
#include "crucible/data/text_layout.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crucible {

/// Turns the lines of files into ratings, one after the other. Local.
class RowParser {
 public:
  /// Rows go to `rows`. @pre both outlive this object
  RowParser(const RowPolicy& policy, RawRatings& rows) : policy_(policy), rows_(rows) {}

  /// The next lines are of a file with this layout. `from_start`: they begin with its first row; otherwise a
  /// rank before this one reads what stands before them.
  void begin_piece(const TextLayout& layout, bool from_start);

  /// Takes a line over; blank ones and ignored ratings are fine. False where it is bad: see problem().
  bool take(std::string_view line);
  /// What was wrong with the line that take() refused, with its text.
  const std::string& problem() const noexcept { return problem_; }
  /// True where that line may not be skipped, since others depend on it.
  bool fatal() const noexcept { return fatal_; }

  /// Well-formed rows so far, ignored ones included.
  std::int64_t accepted() const noexcept { return accepted_; }
  /// Rows left out for their rating so far.
  std::int64_t ignored() const noexcept { return ignored_; }

  /// The book that rows after the last line belong to (netflix), where a line here said so.
  const std::optional<std::string>& open_book() const noexcept { return open_book_; }
  /// Gives the rows that were read before any "BOOK:" line to `book`, which a rank before this one has found.
  void settle_first_rows(std::string_view book);

 private:
  bool take_row(std::string_view line);
  bool take_book_line(std::string_view book);
  bool check_id(std::string_view& id, std::string& converted, const char* what);
  std::uint32_t open_book_number();
  bool take_matrix_index(std::string_view field, std::int64_t count, const char* what);
  bool take_rating(std::string_view field, float& rating, bool& ignore);
  bool refuse(std::string reason);

  const RowPolicy& policy_;
  RawRatings& rows_;
  TextLayout layout_;
  TextSyntax syntax_ = TextSyntax::delimited;
  FieldSplitter fields_{FieldRules{}};
  std::string_view line_;
  std::string user_text_;
  std::string book_text_;
  std::string problem_;
  bool fatal_ = false;
  std::int64_t accepted_ = 0;
  std::int64_t ignored_ = 0;
  std::optional<std::string> open_book_;
  std::uint32_t open_book_number_ = 0;
};

}  // namespace crucible
