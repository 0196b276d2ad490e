#pragma once

#include "crucible/data/rating_table.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/text/import_options.hpp"
#include "crucible/text/import_report.hpp"
#include "ids/id_order.hpp"

#include <string>

namespace crucible {

/// Collective. Gives the books of `table` their titles from the file options.titles, joined by id. Rank 0
/// reads the file in batches and sends each title to the rank that owns the book, so that memory stays
/// bounded. Where all books' ids are whole numbers, so are those of the titles (id_among_numbers()). The
/// first record of an id counts; books without one get an empty title. `id_column` is what the ratings call
/// the books, see TitleReader. Throws InputError for a bad record beyond options.skip_bad_rows; the others
/// are noted in `report`.
void join_titles(const Communicator& comm, const ImportOptions& options, const std::string& id_column,
                 const IdOwners& owners, RatingTable& table, ImportReport& report);

}  // namespace crucible
