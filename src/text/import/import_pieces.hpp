#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/text/import_options.hpp"
#include "import/import_read.hpp"
#include "import/import_stream.hpp"
#include "syntax/text_rows.hpp"

#include <exception>
#include <vector>

namespace crucible {

/// Collective. Each rank reads its part of the files, all of which are plain. A rank that finds a quoted
/// field with a line end in it sets `open_record`. Nothing that was read counts then, since a rank that
/// begins inside such a field cannot notice it.
void read_pieces(const Communicator& comm, const ImportOptions& options, const std::vector<SizedFile>& files,
                 LocalRead& read, RowParser& parser);

/// Collective. Rank 0 reads the files and deals them out. Returns, on rank 0, the
/// error that ended the reading, or null; everything before it has been read.
std::exception_ptr read_blocks(const Communicator& comm, const ImportOptions& options,
                               const std::vector<SizedFile>& files, TextSources& sources, LocalRead& read,
                               RowParser& parser);

/// Collective. Tells each rank which book the first rows of its first piece belong to (netflix).
void settle_open_books(const Communicator& comm, const LocalRead& read, RowSink& rows);

}  // namespace crucible
