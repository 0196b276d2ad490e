#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/text/import_options.hpp"
#include "crucible/text/import_report.hpp"
#include "fields/row_sink.hpp"
#include "import/import_read.hpp"

#include <vector>

namespace crucible {

/// Collective. Unifies ids that are numbers, and puts into `report` what was noticed while the rows were read
/// and the first of them. `sink` has filled `read.rows`.
void note_rows(const Communicator& comm, const ImportOptions& options, const std::vector<SizedFile>& files,
               LocalRead& read, RowSink& sink, ImportReport& report);

}  // namespace crucible
