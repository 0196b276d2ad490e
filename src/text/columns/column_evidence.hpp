#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace crucible {

/// What the values of a column, of the first rows of a file, have in common.
struct ColumnEvidence {
  std::size_t rows = 0;
  std::size_t distinct = 0;
  std::size_t missing = 0;    ///< empty, NA, null, ...
  std::size_t numbers = 0;    ///< decimal commas included
  std::size_t whole = 0;      ///< numbers without a fraction
  std::size_t above_100 = 0;  ///< numbers larger than most scales of ratings reach
  double lowest = 0;
  double highest = 0;
  std::size_t book_shaped = 0;  ///< ISBNs, ASINs, IMDb's tt0111161, i7, book_7
  std::size_t user_shaped = 0;  ///< Amazon's A1B2..., u7, user_7

  bool numeric() const noexcept { return rows > missing && numbers + missing == rows; }
  bool all_whole() const noexcept { return numeric() && whole == numbers; }
};

ColumnEvidence evidence_of(std::span<const std::string> values);

/// Which of the two id columns of a file without a header is the user's.
enum class IdOrderGuess : std::uint8_t {
  user_first,    ///< by the shape of the ids
  book_first,    ///< by the shape of the ids
  unknown,       ///< no shape; by convention the user comes first
  contradictory  ///< both look like users, or both like books
};
IdOrderGuess guess_id_order(const ColumnEvidence& first, const ColumnEvidence& second);

/// True if all values could be ratings: numbers with fractions or of few kinds, of a usual size.
bool may_be_rating(const ColumnEvidence& column);
/// True if the values cannot well be ratings but ids: whole numbers of many kinds, large ones among them.
bool looks_like_ids(const ColumnEvidence& column);
/// True if the values are whole numbers, many of them larger than scales reach: plays, clicks.
bool looks_like_counts(const ColumnEvidence& column);

}  // namespace crucible
