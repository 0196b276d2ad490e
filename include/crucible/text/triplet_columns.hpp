#pragma once

#include "crucible/data/rating_table.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/text/import_options.hpp"
#include "crucible/text/import_report.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace crucible {

/// Ids as a foreign file has them: integers, or UTF-8 text. The same kind on every rank.
using IdColumn = std::variant<std::vector<std::int64_t>, std::vector<std::string>>;

/// This rank's slice of three or four equally long columns, one row a rating, in any order. The slices of the
/// ranks follow each other in file order; they may be empty.
struct TripletColumns {
  IdColumn user;
  IdColumn book;
  std::vector<float> rating;
  std::vector<std::int64_t> timestamp;  ///< seconds since 1970; empty on all ranks where there is none
};

/// A table and how it came about.
struct ImportResult {
  RatingTable table;
  ImportReport report;
};

/// Collective. Makes a table of ratings that come as columns. Text import does the same with its rows.
/// `source` names the file in errors. `titles`, if given, is a file of titles, see TitleReader.
///
/// Throws InputError naming the row (from 0) if a rating is not finite or out of scale, or if an id is empty,
/// longer than 1024 bytes, holds a NUL or is not UTF-8. Also throws InputError in the cases that
/// assemble_table() names.
ImportResult table_from_columns(const Communicator& comm, TripletColumns columns, const RowPolicy& policy,
                                const std::string& source, const std::string& titles = {});

}  // namespace crucible
