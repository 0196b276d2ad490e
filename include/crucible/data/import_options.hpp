#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// What becomes of a (user, book) pair that is rated more than once. "First" and "last" mean the order of the
/// rows in the input, files in the order given.
enum class DuplicatePolicy : std::uint8_t {
  last,   ///< the last rating counts
  first,  ///< the first rating counts
  mean,   ///< the mean of the ratings, with the last row's timestamp
  error,  ///< different values are refused, equal ones count once
};

/// Whether a text file begins with a line of column names.
enum class HeaderUse : std::uint8_t { automatic, yes, no };

/// How the bytes of a text file are to be read.
enum class TextEncoding : std::uint8_t {
  automatic,  ///< as the format says; titles that are not UTF-8 count as Latin-1
  utf8,
  latin1,
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

/// What to import from text files, and how. Empty and `automatic` values are settled by the format.
struct ImportOptions {
  std::vector<std::string> files;  ///< rows count in this order
  std::string format = "auto";     ///< a name of the format table, see text_format.hpp
  std::string separator;  ///< between columns, 1 to 7 bytes; " " stands for any run of blanks and tabs
  std::vector<std::string>
      columns;  ///< user, book, rating[, timestamp]: names in the header or positions from 1
  HeaderUse header = HeaderUse::automatic;
  TextEncoding encoding = TextEncoding::automatic;
  std::string titles;              ///< file with a title for each book id
  std::int64_t skip_bad_rows = 0;  ///< how many bad rows to leave out before the next one is an error
  RowPolicy rows;
};

}  // namespace crucible
