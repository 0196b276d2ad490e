#pragma once

#include "crucible/text/text_stream.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// What happens to a (user, book) pair that is rated more than once. "First" and "last" mean the order of the
/// rows in the input, with files in the order given.
enum class DuplicatePolicy : std::uint8_t {
  last,   ///< the last rating counts
  first,  ///< the first rating counts
  mean,   ///< the mean of the ratings, with the last row's timestamp
  error,  ///< different values are refused, equal ones count once
};

/// The answer to a yes-or-no question about a file (does it have a header, does it have row ids?).
/// `automatic`: the file decides.
enum class HeaderUse : std::uint8_t { automatic, yes, no };

/// How the bytes of a text file are to be read.
enum class TextEncoding : std::uint8_t {
  automatic,  ///< as the format says; titles that are not UTF-8 count as Latin-1
  utf8,
  latin1,
};

/// What stands between the whole part of a rating and its fraction.
enum class DecimalMark : std::uint8_t {
  automatic,  ///< a point; also a comma where it cannot be a thousands mark
  point,
  comma,
};

/// What a column of counts (plays, clicks) becomes.
enum class CountUse : std::uint8_t {
  unset,  ///< the column holds ratings
  raw,    ///< the count itself is the rating
  log,    ///< the rating is ln(1 + count)
  one,    ///< the rating is 1, whatever the count
};

/// Lowest and highest rating that a data set may hold, both included.
struct RatingScale {
  double low = 0;
  double high = 0;
};

/// What happens to the rows of any input, text or HDF5, once they are read.
struct RowPolicy {
  std::optional<RatingScale> scale;     ///< a rating outside is refused
  std::optional<double> ignore_rating;  ///< rows with this rating are left out ("implicit, unrated")
  DuplicatePolicy duplicates = DuplicatePolicy::last;
  std::int64_t min_user_ratings = 0;  ///< users with fewer ratings are left out, iterated to a true k-core
  std::int64_t min_book_ratings = 0;  ///< the same for books
};

/// What to import from text files, and how. The format settles empty and `automatic` values.
struct ImportOptions {
  std::vector<std::string>
      files;  ///< rows count in this order; "-" is standard input, a folder its part files
  std::int64_t max_expansion = usual_expansion;  ///< see TextStream
  std::string format = "auto";                   ///< a name of the format table, see text_format.hpp
  std::string separator;  ///< between columns, 1 to 7 bytes; " " stands for any run of blanks and tabs
  std::vector<std::string> columns;  ///< user, book[, rating[, timestamp]]: names (keys), or positions from 1
  HeaderUse header = HeaderUse::automatic;
  TextEncoding encoding = TextEncoding::automatic;
  DecimalMark decimal = DecimalMark::automatic;
  std::string time_format = "auto";  ///< see time_rule_named() in fields/times.hpp
  CountUse count_as = CountUse::unset;
  std::vector<std::string> missing;  ///< values that mean "not rated": such rows or cells are left out
  bool skip_missing = false;         ///< leave out rows without a rating, user or book: empty, NA, null or \N
  HeaderUse row_ids = HeaderUse::automatic;  ///< wide, libsvm: does a line begin with its user's id
  bool count_column = false;                 ///< wide: the first column only counts the ratings of its row
  std::string titles;                        ///< file with a title for each book id
  std::int64_t skip_bad_rows = 0;  ///< how many bad rows to leave out before the next one is an error
  RowPolicy rows;
};

}  // namespace crucible
