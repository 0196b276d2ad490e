#pragma once

#include "columns/text_layout.hpp"
#include "crucible/mpi/communicator.hpp"
#include "fields/row_notes.hpp"
#include "import/import_assembly.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// A file as rank 0 found it.
struct SizedFile {
  ResolvedFile resolved;
  std::int64_t size = 0;
  bool plain = true;  ///< ranks can read parts of it
};

/// A bad row as the rank that read it knows it.
struct LocalBadRow {
  std::int32_t file = 0;
  bool fatal = false;
  std::int64_t line = 0;  ///< as LocalPlace has it
};

/// What one rank has read.
struct LocalRead {
  RawRatings rows;
  std::vector<LocalBadRow> bad;
  std::vector<std::string> problems;  ///< one for each bad row
  std::int32_t first_file = -1;       ///< of this rank's pieces
  std::int32_t last_file = -1;
  std::int64_t lines_of_last = 0;  ///< lines read of the last file
  bool begins_inside = false;      ///< the first piece begins after the first row of its file
  bool in_blocks = false;          ///< dealt out by rank 0; places then count in the file, on all ranks
  bool open_record = false;        ///< a quoted field goes on in the next line, which pieces cannot read
};

/// What messages call a file.
std::string display_name(const std::string& path);

/// Turns lines counted in this rank's pieces into lines of the files.
class LineNumbers {
 public:
  /// Collective.
  LineNumbers(const Communicator& comm, const std::vector<SizedFile>& files, const LocalRead& read);
  /// Local.
  std::int64_t in_file(const LocalPlace& place) const;

 private:
  const std::vector<SizedFile>& files_;
  std::int32_t first_file_;
  bool in_blocks_;
  std::int64_t before_ = 0;  ///< lines that other ranks have read of this rank's first file
};

}  // namespace crucible
