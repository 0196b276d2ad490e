#include "import/import_read.hpp"

#include "source/raw_stream.hpp"

namespace crucible {

std::string display_name(const std::string& path) { return path == standard_input ? "standard input" : path; }

LineNumbers::LineNumbers(const Communicator& comm, const std::vector<SizedFile>& files, const LocalRead& read)
    : files_(files), first_file_(read.first_file), in_blocks_(read.in_blocks) {
  struct Tail {
    std::int32_t file;
    std::int64_t lines;
  };
  const auto tails = comm.gather_all(Tail{read.last_file, read.lines_of_last});
  if (!read.begins_inside) return;
  for (std::size_t r = 0; r < static_cast<std::size_t>(comm.rank()); ++r)
    if (tails[r].file == first_file_) before_ += tails[r].lines;
}

std::int64_t LineNumbers::in_file(const LocalPlace& place) const {
  if (in_blocks_) return place.line;
  const std::int64_t head = files_[static_cast<std::size_t>(place.file)].resolved.layout.head_lines;
  return place.line + head + (place.file == first_file_ ? before_ : 0);
}

}  // namespace crucible
