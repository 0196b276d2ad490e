#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/text/triplet_columns.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Ratings from a file of another program, and where they were found in it.
struct ForeignRatings {
  TripletColumns columns;
  std::string layout;  ///< one line for people, e.g. "table /ratings: fields user, item, rating"
};

/// Collective. Reads ratings from any HDF5 file. Each rank reads an even slice. `columns` names
///   - three (or four) equally long lists {user, book, rating[, timestamp]}, which may be fields of a table
///     (`TABLE/FIELD`); integer or string ids, or whole numbers kept as floating point;
///   - or one table, one group of such lists, or one group of a sparse matrix (users in rows, books in
///   columns,
///     ids counted from 0);
///   - or nothing: then the file must have ratings in only one such place.
///
/// Throws InputError, which names file, dataset and row, for a value that cannot be a rating (see
/// data/rating_range.hpp), and UsageError if ratings are in several places.
ForeignRatings read_triplets(const Communicator& comm, const std::string& path,
                             const std::vector<std::string>& columns);

/// Local. True if `path` is an HDF5 file of another program, and read_triplets() can find ratings in it
/// without `columns`.
bool has_foreign_ratings(const std::string& path);

}  // namespace crucible
