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

/// Something that was left out, changed or noticed while a file was read.
struct ImportNote {
  std::string what;        ///< a stable key: "trimmed_ids", "missing_ratings", ...
  std::string words;       ///< what follows the count in a sentence
  std::int64_t count = 0;  ///< how often
  std::string example;     ///< the first one
  std::string file;        ///< where that stands; empty if it has no place
  std::int64_t line = 0;   ///< from 1
};

/// A column (or key) and what it was taken for.
struct UnderstoodColumn {
  std::int64_t position = 0;  ///< from 1; 0 for a key of JSON lines
  std::string name;           ///< in the header; empty if there is none
  std::string role;           ///< user, book, rating, count, time
};

/// What an import took a text to be. It describes the first file; the others may have their columns in
/// another order.
struct Understanding {
  std::string separator;  ///< in words: "comma", "tab", ...; empty if the syntax has none
  bool header = false;
  std::vector<UnderstoodColumn> columns;
  std::string found_by;    ///< how the columns' roles were found
  std::string time_form;   ///< "seconds", "ISO 8601", ...; empty without times
  std::string first_time;  ///< earliest and latest kept, "YYYY-MM-DD"
  std::string last_time;
  std::vector<std::string> text;  ///< all of that in two lines
};

/// A row as it was understood.
struct ParsedRow {
  std::string file;
  std::int64_t line = 0;
  std::string user;
  std::string book;
  double rating = 0;
  std::string time;  ///< UTC; empty without times
};

/// What an import found and did; the same on every rank.
struct ImportReport {
  std::int64_t files = 0;              ///< read, the part files of folders one by one
  std::vector<std::string> packings;   ///< of the texts, see TextStream::packing(); no repeats
  std::string format;                  ///< as given, or as detected
  Understanding understood;            ///< empty for columns from an HDF5 file
  std::vector<ImportNote> notes;       ///< in a fixed order
  std::vector<ParsedRow> first_rows;   ///< three at most
  std::int64_t rows = 0;               ///< well-formed rows read, ignored and missing ones included
  std::int64_t ignored = 0;            ///< rows left out for their rating (RowPolicy::ignore_rating)
  double ignored_rating = 0;           ///< that rating, where `ignored` > 0
  std::int64_t missing = 0;            ///< rows or cells left out since they have no rating
  bool implicit = false;               ///< the text has no ratings: each row counts 1
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
