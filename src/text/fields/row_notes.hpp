#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace crucible {

/// What is noticed while rows are read: an index in note_kinds.
enum class NoteKind : std::uint8_t {
  comment_lines,
  repeated_headers,
  trimmed_ids,
  missing_ratings,
  decimal_commas,
  time_fractions,
  number_users,
  number_books,
  user_twins,
  book_twins,
};

struct NoteWords {
  const char* key;    ///< stable, for programs
  const char* words;  ///< what follows the count
};

/// By NoteKind.
inline constexpr std::array<NoteWords, 10> note_kinds{{
    {"comment_lines", "comment lines left out"},
    {"repeated_headers", "lines repeat the header and are left out"},
    {"trimmed_ids", "ids had blanks around them, which are not part of them"},
    {"missing_ratings", "rows or cells without a rating, a user or a book left out"},
    {"decimal_commas", "ratings had a decimal comma"},
    {"time_fractions", "times had a part of a second, which is left out"},
    {"number_users", "rows had a user id like 1.0, which is read as the number 1"},
    {"number_books", "rows had a book id like 1.0, which is read as the number 1"},
    {"user_twins", "user ids differ from another in case or leading zeros alone, and are kept apart"},
    {"book_twins", "book ids differ from another in case or leading zeros alone, and are kept apart"},
}};

/// A line of a file: `line` counts from 1 in the part of the file that a rank reads, or in the file
/// where rank 0 deals it out in blocks.
struct LocalPlace {
  std::int32_t file = 0;
  std::int64_t line = 0;
  friend auto operator<=>(const LocalPlace&, const LocalPlace&) = default;
};

/// After every other place.
inline constexpr LocalPlace no_place{std::numeric_limits<std::int32_t>::max(), 0};

/// How often something was noticed on this rank, and where first.
struct LocalNote {
  std::int64_t count = 0;
  LocalPlace place;
  std::string example;

  void add(const LocalPlace& where, std::string_view text) {
    if (count++ > 0) return;
    place = where;
    example = text;
  }
};

using LocalNotes = std::array<LocalNote, note_kinds.size()>;

}  // namespace crucible
