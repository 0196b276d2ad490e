#pragma once

#include "crucible/data/id_dictionary.hpp"
#include "crucible/data/id_order.hpp"
#include "crucible/data/import_options.hpp"
#include "crucible/data/import_report.hpp"
#include "crucible/data/rating_table.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// Ratings as a rank has read them, in file order; the ranks follow each other in file order too. 12 bytes a
/// rating, or 20 with timestamps.
struct RawRatings {
  IdDictionary users;
  IdDictionary books;
  std::vector<std::uint32_t> user;      ///< number in `users`
  std::vector<std::uint32_t> book;      ///< number in `books`
  std::vector<float> rating;            ///< checked already
  std::vector<std::int64_t> timestamp;  ///< one a rating, or empty on all ranks
};

/// A table, and who holds which book, for what is to be joined by id.
struct AssembledTable {
  RatingTable table;
  IdOwners book_owners;
};

/// Collective. Makes a table of the ratings of all ranks: orders the ids, moves each rating to the rank that
/// is to hold its user, merges duplicates, keeps the k-core. Adds what it did to `report`. The content of the
/// table does not depend on the number of ranks. `source` names the input in errors.
///
/// Throws InputError where nothing is left, under DuplicatePolicy::error where a pair has two values, and
/// where there are 2^31 books or more.
AssembledTable assemble_table(const Communicator& comm, RawRatings rows, const RowPolicy& policy,
                              const std::string& source, ImportReport& report);

}  // namespace crucible
