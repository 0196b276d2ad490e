#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// A row of an input file that could not be read.
struct BadRow {
  std::string file;
  std::int64_t line = 0;  ///< from 1
  std::string problem;    ///< with the text of the row
};

/// What an import found and did; the same on every rank.
struct ImportReport {
  std::string format;                  ///< as given, or as detected
  std::int64_t rows = 0;               ///< well-formed rows read, ignored ones included
  std::int64_t ignored = 0;            ///< rows left out for their rating (RowPolicy::ignore_rating)
  double ignored_rating = 0;           ///< that rating, where `ignored` > 0
  std::int64_t duplicates = 0;         ///< rows left out because their (user, book) pair has another row
  std::int64_t conflicts = 0;          ///< pairs whose rows had different values
  std::int64_t core_users = 0;         ///< users left out by the k-core
  std::int64_t core_books = 0;         ///< books left out by the k-core
  std::int64_t core_ratings = 0;       ///< ratings left out by the k-core
  std::vector<BadRow> skipped;         ///< every bad row that was tolerated, in file order
  std::int64_t users = 0;              ///< in the table
  std::int64_t books = 0;              ///< in the table
  std::int64_t ratings = 0;            ///< in the table
  double lowest = 0;                   ///< lowest rating in the table
  double highest = 0;                  ///< highest rating in the table
  std::int64_t titles_found = 0;       ///< books in the table with a title
  std::int64_t titles_missing = 0;     ///< books in the table without one, where a titles file was given
  std::int64_t titles_unused = 0;      ///< records of the titles file whose id no rating names
  std::vector<BadRow> skipped_titles;  ///< bad records of the titles file that were tolerated
};

}  // namespace crucible
