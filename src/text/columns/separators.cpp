#include "columns/separators.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// True if tabs always stand in runs, as in Jester's files: then a run is one separator.
bool only_runs_of_tabs(std::string_view line) {
  for (std::size_t begin = line.find('\t'); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_not_of('\t', begin), line.size());
    if (end - begin == 1) return false;
    begin = line.find('\t', end);
  }
  return true;
}

}  // namespace

Separator find_separator(const FileHead& head) {
  for (const std::size_t least : {std::size_t{3}, std::size_t{2}})
    for (const char* candidate : {"::", "\t", ";", ",", "|", " "}) {
      if (*candidate == '\t' && only_runs_of_tabs(head.first)) continue;
      FieldSplitter fields({Separator(candidate), true, false});
      if (fields.split(head.first) == nullptr && fields.size() >= least) return Separator(candidate);
    }
  head.fail("cannot tell the columns of " + printable(head.first) + "; give `separator` and `columns`");
}

}  // namespace crucible
