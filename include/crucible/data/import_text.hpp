#pragma once

#include "crucible/data/import_options.hpp"
#include "crucible/data/triplet_columns.hpp"
#include "crucible/mpi/communicator.hpp"

namespace crucible {

/// Collective. Reads ratings from text files: each rank parses a byte range cut at line ends, ids are put
/// into a global order (see IdOrder), and every rating goes to the rank that is to hold its user, so that
/// memory is proportional to a rank's share and the content of the table does not depend on the number of
/// ranks.
///
/// Throws InputError with file, line and text for the first bad row of the files, whatever the number of
/// ranks; for a missing, empty or not regular file; where assemble_table() does; UsageError for options that
/// contradict each other; IoError where reading fails.
ImportResult import_text(const Communicator& comm, const ImportOptions& options);

}  // namespace crucible
