#pragma once

#include "crucible/data/rating_table.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/text/import_options.hpp"
#include "crucible/text/import_report.hpp"
#include "ids/id_dictionary.hpp"
#include "ids/id_order.hpp"
#include "import/import_shard.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// Ratings as a rank has read them. 12 bytes a rating, or 20 with timestamps.
struct RawRatings {
  IdDictionary users;
  IdDictionary books;
  std::vector<std::uint32_t> user;      ///< number in `users`
  std::vector<std::uint32_t> book;      ///< number in `books`
  std::vector<float> rating;            ///< checked already
  std::vector<std::int64_t> timestamp;  ///< one a rating, or empty on all ranks
  /// The order of the rows over all ranks, where they were read in runs; empty on all ranks where the ranks'
  /// rows follow each other.
  std::vector<RowRun> runs;
};

/// A user and a book with more than one row, and the first two different ratings in the order of the rows,
/// else the first two.
struct MergedPair {
  std::string user;
  std::string book;
  float first = 0;
  float second = 0;
};

/// A table, and who holds which book, for what is to be joined by id.
struct AssembledTable {
  RatingTable table;
  IdOwners book_owners;
  std::optional<MergedPair> merged;  ///< the first in the order of ids, one with different ratings if any
};

/// Collective. Makes a table of the ratings of all ranks: orders the ids, moves each rating to the rank that
/// is to hold its user, merges duplicates, keeps the k-core. Adds what it did to `report`. The content of the
/// table does not depend on the number of ranks. `source` names the input in errors.
///
/// Throws InputError if nothing is left, under DuplicatePolicy::error where a pair has two values, and
/// where there are 2^31 books or more.
AssembledTable assemble_table(const Communicator& comm, RawRatings rows, const RowPolicy& policy,
                              const std::string& source, ImportReport& report);

}  // namespace crucible
