#pragma once

#include "crucible/store/export_ratings.hpp"

#include <array>
#include <functional>

namespace crucible {

/// Some users with their ratings, in the order of the file.
struct ExportBatch {
  RatingShard ratings;
  std::vector<std::int64_t> timestamp;  ///< one per rating, or empty
};

/// Local. Calls `take` with the ratings of `job`, some users at a time. Memory is bounded for any number of
/// ratings, unless a single user has very many.
void for_each_batch(const ExportJob& job, const std::function<void(const ExportBatch&)>& take);

/// Local. The ratings of `users` in the job's parts.
ExportBatch read_batch(const ExportJob& job, IndexRange users);

/// Local. The number of ratings that the job exports.
std::int64_t count_ratings(const ExportJob& job);

/// Local. The files for the ids of users and books if the export has only numbers: PATH.users and PATH.books.
std::array<std::string, 2> id_list_paths(const ExportJob& job);
/// Local, on rank 0. Writes these files, one id per line. Throws InputError if an id has a line end in it.
void write_id_lists(const ExportJob& job);

}  // namespace crucible
