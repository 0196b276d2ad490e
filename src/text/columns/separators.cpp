#include "columns/separators.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// Lines in which a separator must cut alike, and the share of them that must do so.
constexpr std::size_t compared_rows = 100;
constexpr double alike_share = 0.9;

/// True if tabs always stand in runs, as in Jester's files: then a run is one separator.
bool only_runs_of_tabs(std::string_view line) {
  for (std::size_t begin = line.find('\t'); begin != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_not_of('\t', begin), line.size());
    if (end - begin == 1) return false;
    begin = line.find('\t', end);
  }
  return true;
}

/// Columns of the first line at `separator`; 0 if its quotes do not close.
std::size_t columns_at(const FileHead& head, FieldSplitter& fields) {
  return fields.split(head.first) == nullptr ? fields.size() : 0;
}

/// True if nearly all of the first lines have as many columns as the first one.
bool cuts_alike(const FileHead& head, FieldSplitter& fields, std::size_t columns) {
  const auto rows = head.sample(true, compared_rows);
  const auto alike = std::count_if(rows.begin(), rows.end(), [&](std::string_view row) {
    return fields.split(row) == nullptr && fields.size() == columns;
  });
  return static_cast<double>(alike) >= alike_share * static_cast<double>(rows.size());
}

}  // namespace

Separator find_separator(const FileHead& head) {
  for (const bool alike : {true, false})
    for (const std::size_t least : {std::size_t{3}, std::size_t{2}})
      for (const char* candidate : {"::", "\t", ";", ",", "|", " "}) {
        if (*candidate == '\t' && only_runs_of_tabs(head.first)) continue;
        FieldSplitter fields({Separator(candidate), true, false});
        const std::size_t columns = columns_at(head, fields);
        if (columns >= least && (!alike || cuts_alike(head, fields, columns))) return Separator(candidate);
      }
  head.fail("cannot tell the columns of " + printable(head.first) + "; give `separator` and `columns`");
}

}  // namespace crucible
