#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/text/import_options.hpp"
#include "crucible/text/triplet_columns.hpp"

namespace crucible {

/// Collective. Reads ratings from text files. Each rank parses a byte range cut at line ends. Ids are put
/// into a global order (see IdOrder). Every rating goes to the rank that will hold its user. So memory is
/// proportional to a rank's share, and the content of the table does not depend on the number of ranks.
///
/// Throws InputError with file, line and text for the first bad row of the files, at any number of ranks.
/// Throws InputError for a missing, empty or irregular file, and in the cases that assemble_table() names.
/// Throws UsageError for options that contradict each other, IoError if reading fails.
ImportResult import_text(const Communicator& comm, const ImportOptions& options);

}  // namespace crucible
