#pragma once

#include "columns/text_layout.hpp"
#include "crucible/data/rating_table.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/text/import_report.hpp"

namespace crucible {

/// Says what `file`, the first one of an import, was taken for, and how many others there are. `report` and
/// `table` are finished. Collective.
Understanding state_understanding(const Communicator& comm, const ResolvedFile& file, std::size_t files,
                                  const RatingTable& table, const ImportReport& report);

}  // namespace crucible
