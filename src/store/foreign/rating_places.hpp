#pragma once

#include "crucible/store/sparse_source.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// A place in a file that holds ratings: a sparse matrix, or lists of equal length.
struct RatingPlace {
  std::string object;                 ///< the group or table, for messages
  std::optional<SparseGroup> sparse;  ///< the sparse matrix, or none: then there are `columns`
  std::vector<std::string> columns;   ///< datasets of user, book, rating and maybe timestamp

  std::string description() const;
};

/// Local. The ratings at `object`: a sparse group, or a table or group whose fields or datasets have the
/// usual names of user, book and rating. None if there are no ratings. Throws InputError if the object is
/// damaged.
std::optional<RatingPlace> rating_place(const H5File& file, const std::string& object);

/// Local. All places of the file, up to 20. Throws Error (input) if it finds none and an object is damaged.
std::vector<RatingPlace> rating_places(const H5File& file);

}  // namespace crucible
