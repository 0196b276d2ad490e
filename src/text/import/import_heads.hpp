#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/text/import_options.hpp"
#include "crucible/text/import_report.hpp"
#include "import/import_read.hpp"
#include "import/import_stream.hpp"

#include <string>
#include <vector>

namespace crucible {

/// Collective. Rank 0 looks at the heads of the inputs, folders' part files among them; all learn what it
/// found. `paths` becomes the files to read. `sources` keeps, on rank 0, what can be opened once only.
///
/// Throws what resolve_file() and TextStream throw, and InputError if files do not go together.
std::vector<SizedFile> find_files(const Communicator& comm, const ImportOptions& options,
                                  TextSources& sources, std::vector<std::string>& paths,
                                  ImportReport& report);

}  // namespace crucible
