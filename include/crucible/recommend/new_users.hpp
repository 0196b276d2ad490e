#pragma once

#include "crucible/model/factor_model.hpp"
#include "crucible/recommend/book_catalogue.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// The ratings of one user, books ascending.
struct OwnRatings {
  std::vector<BookIndex> books;
  std::vector<float> ratings;
};

/// A user who is not in the model.
struct NewUser {
  std::string name;
  OwnRatings own;
};

/// The users of a file, and the books in it that the model does not know.
struct NewUsers {
  std::vector<NewUser> users;              ///< in order of appearance
  std::int64_t unknown_rows = 0;           ///< ratings of books that the model does not have
  std::vector<std::string> unknown_books;  ///< the first few of these
};

/// Local. Reads `ID=RATING` pairs. Throws UsageError, which names the argument `rate`, for a pair without a
/// rating, a rating outside the model's scale, an unknown book, or a book that is there twice.
OwnRatings parse_rate(std::span<const std::string> pairs, const BookCatalogue& catalogue,
                      const ModelTraits& traits);

/// Local. Reads a text of rows `user,book,rating`, separated by comma, semicolon or tab. It may be packed,
/// see TextStream. If the first line does not end in a number, it is a header. If a user rates a book twice,
/// the later rating counts. Throws InputError, which names file and line, and for a pipe.
NewUsers read_new_users(const std::string& path, const BookCatalogue& catalogue, const ModelTraits& traits);

/// Local. The books whose ids are in a text file, one per line. The result is ascending. Unknown ids are
/// appended to `unknown`. Throws InputError for a file that cannot be read.
std::vector<BookIndex> read_book_list(const std::string& path, const BookCatalogue& catalogue,
                                      std::vector<std::string>& unknown);

/// Local. The books that may be recommended, ascending: those in the file `only`, without those in the file
/// `exclude`. Either name may be empty. If both are, the result is none, and all books may be recommended.
/// Unknown ids are appended to `unknown`. Throws InputError for a file that cannot be read.
std::optional<std::vector<BookIndex>> read_candidates(const std::string& only, const std::string& exclude,
                                                      const BookCatalogue& catalogue,
                                                      std::vector<std::string>& unknown);

}  // namespace crucible
