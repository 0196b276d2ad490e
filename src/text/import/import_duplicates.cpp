#include "import/import_duplicates.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/text/text_fields.hpp"
#include "import/import_pieces.hpp"
#include "syntax/text_rows.hpp"

#include <algorithm>
#include <exception>
#include <span>
#include <string_view>

namespace crucible {

namespace {

bool has_note(const ImportReport& report, std::string_view what) {
  return std::any_of(report.notes.begin(), report.notes.end(),
                     [&](const ImportNote& note) { return note.what == what; });
}

/// Collective. Where the rows of the pair stand, in order; two of them, or fewer where rows have no ids.
std::vector<LocalPlace> find_rows(const Communicator& comm, const ImportOptions& options,
                                  const RowPolicy& policy, const std::vector<SizedFile>& files,
                                  TextSources& sources, bool in_blocks, const SoughtPair& pair) {
  LocalRead read;
  RowParser parser(options, policy, read.rows);
  parser.sink().seek(pair);
  std::exception_ptr failure;
  if (in_blocks)
    failure = read_blocks(comm, options, files, sources, read, parser);
  else
    read_pieces(comm, options, files, read, parser);
  agree_on_failure(comm, failure);
  settle_open_books(comm, read, parser.sink());
  const LineNumbers numbers(comm, files, read);
  std::vector<LocalPlace> mine(parser.sink().sought_places());
  for (LocalPlace& place : mine) place.line = numbers.in_file(place);
  std::vector<LocalPlace> all = comm.concatenate_all(std::span<const LocalPlace>(mine));
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

ImportNote note_of_duplicates(const MergedPair& pair, std::int64_t count) {
  return {"duplicates",
          "rows were merged, since their user and book have another row",
          count,
          "user " + printable(pair.user, 40) + " and book " + printable(pair.book, 40) + ", rated " +
              shortest_text(pair.first) + " and " + shortest_text(pair.second),
          "",
          0};
}

void note_duplicates(const Communicator& comm, const ImportOptions& options, const RowPolicy& policy,
                     const std::vector<SizedFile>& files, TextSources& sources, bool in_blocks,
                     const MergedPair& pair, ImportReport& report) {
  ImportNote note = note_of_duplicates(pair, report.duplicates);
  const bool again = comm.broadcast_value(sources.can_be_read_again());
  const bool numbered = files.front().resolved.layout.row_numbers;
  std::vector<LocalPlace> places;
  if (again && !numbered)
    places =
        find_rows(comm, options, policy, files, sources, in_blocks,
                  {pair.user, pair.book, has_note(report, "number_users"), has_note(report, "number_books")});
  if (places.size() > 1) {
    const auto name = [&](const LocalPlace& place) {
      return display_name(options.files[static_cast<std::size_t>(place.file)]);
    };
    note.file = name(places[0]);
    note.line = places[0].line;
    note.example += ", again in " + (places[1].file == places[0].file ? "line " : name(places[1]) + ":") +
                    std::to_string(places[1].line);
  }
  report.notes.push_back(std::move(note));
}

}  // namespace crucible
