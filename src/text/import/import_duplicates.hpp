#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/text/import_options.hpp"
#include "crucible/text/import_report.hpp"
#include "import/import_assembly.hpp"
#include "import/import_read.hpp"
#include "import/import_stream.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// Says that `count` rows were merged, with `pair` as the example. Local.
ImportNote note_of_duplicates(const MergedPair& pair, std::int64_t count);

/// Collective. Notes in `report` how many rows were merged into others, with `pair`, the first such user and
/// book, and the lines of their first two rows. Lines are not kept while rows are read, which would cost
/// memory for every row: the files are read a second time, unless one of them can be read only once.
/// `in_blocks`: as the first reading was. `sources`: on rank 0.
void note_duplicates(const Communicator& comm, const ImportOptions& options, const RowPolicy& policy,
                     const std::vector<SizedFile>& files, TextSources& sources, bool in_blocks,
                     const MergedPair& pair, ImportReport& report);

}  // namespace crucible
