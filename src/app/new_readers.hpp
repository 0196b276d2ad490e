#pragma once

#include "book_catalogue.hpp"
#include "crucible/model/factor_model.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// What a reader has rated, books ascending.
struct OwnRatings {
  std::vector<BookIndex> books;
  std::vector<float> ratings;
};

/// A reader that no model was trained on.
struct NewReader {
  std::string name;
  OwnRatings own;
};

/// Readers of a file, and how much of it the model does not know.
struct NewReaders {
  std::vector<NewReader> readers;          ///< in order of appearance
  std::int64_t unknown_rows = 0;           ///< ratings of books that the model does not have
  std::vector<std::string> unknown_books;  ///< the first few of these
};

/// Reads `ID=RATING` pairs. Throws UsageError naming --rate for a pair without rating, a rating outside the
/// model's scale, an unknown book, or a book twice.
OwnRatings parse_rate(std::span<const std::string> pairs, const BookCatalogue& catalogue,
                      const ModelTraits& traits);

/// Reads a text file of rows `user,book,rating` (comma, semicolon or tab; a first line that ends in no number
/// is a header). Of a book twice the later rating counts. Throws InputError naming file and line.
NewReaders read_new_readers(const std::string& path, const BookCatalogue& catalogue,
                            const ModelTraits& traits);

/// Books whose ids stand in a text file, one a line, ascending; unknown ids are appended to `unknown`.
std::vector<BookIndex> read_book_list(const std::string& path, const BookCatalogue& catalogue,
                                      std::vector<std::string>& unknown);

}  // namespace crucible
