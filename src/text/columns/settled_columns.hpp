#pragma once

#include "syntax/text_syntax.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace crucible {

/// How a file came by its column of ratings.
enum class RatingName : std::uint8_t {
  none,    ///< by position or by the format
  given,   ///< a header, a key or the user names it
  counted  ///< its name says that it counts something
};

/// The ratings in the first rows of a file.
struct FirstRatings {
  std::span<const std::string> values;
  RatingName name = RatingName::none;
  std::string words;      ///< "column 3", for messages
  std::int64_t line = 0;  ///< of the first row
};

/// Settles whether the ratings of a file count something (layout.counts), by the options. Every syntax does
/// this once its columns are known; nothing happens where there are no ratings. Throws InputError if no
/// option says what the values mean, and one of them may mean that there is no rating, or they may count
/// something.
void settle_ratings(const FileHead& head, TextLayout& layout, const FirstRatings& first);

/// Settles how the times of a file are written (layout.time), by the options or by the times of the first
/// rows, which begin in `line`. Nothing happens where there are none. Throws InputError if they are no times,
/// or may be read in two ways.
void settle_times(const FileHead& head, TextLayout& layout, std::span<const std::string> values,
                  std::int64_t line);

}  // namespace crucible
