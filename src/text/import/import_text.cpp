#include "crucible/text/import_text.hpp"

#include "crucible/mpi/collective.hpp"
#include "ids/id_owner_plan.hpp"
#include "import/import_assembly.hpp"
#include "import/import_duplicates.hpp"
#include "import/import_heads.hpp"
#include "import/import_notes.hpp"
#include "import/import_pieces.hpp"
#include "import/import_read.hpp"
#include "import/import_statement.hpp"
#include "syntax/text_rows.hpp"
#include "titles/titles_join.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

namespace crucible {

namespace {

/// Collective. Throws for the first bad row that is not tolerated; the others are noted in `report`.
///
/// A rank stops reading after its first intolerable row, so everything before the first one of all is known.
void settle_bad_rows(const Communicator& comm, const ImportOptions& options,
                     const std::vector<SizedFile>& files, LocalRead& read, ImportReport& report) {
  if (!comm.any(!read.bad.empty())) return;
  const LineNumbers numbers(comm, files, read);
  for (LocalBadRow& row : read.bad) row.line = numbers.in_file({row.file, row.line});
  const auto rows = comm.concatenate_all(std::span<const LocalBadRow>(read.bad));
  const std::vector<std::string_view> mine(read.problems.begin(), read.problems.end());
  const std::vector<std::string> problems = concatenate_texts(comm, mine);
  std::vector<std::size_t> in_order(rows.size());
  std::iota(in_order.begin(), in_order.end(), std::size_t{0});
  std::sort(in_order.begin(), in_order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(rows[a].file, rows[a].line) < std::pair(rows[b].file, rows[b].line);
  });
  on_every_rank(comm, [&] {
    for (const std::size_t i : in_order) {
      const std::string path = display_name(options.files[static_cast<std::size_t>(rows[i].file)]);
      if (rows[i].fatal) throw InputError(path, rows[i].line, problems[i]);
      if (static_cast<std::int64_t>(report.skipped.size()) >= options.skip_bad_rows) {
        const std::string allowed = std::to_string(options.skip_bad_rows);
        const std::string note = options.skip_bad_rows > 0 ? "; bad rows before it: " + allowed +
                                                                 ", as many as `skip_bad_rows` allows"
                                                           : "";
        throw InputError(path, rows[i].line, problems[i] + note);
      }
      report.skipped.push_back({path, rows[i].line, problems[i]});
    }
  });
}

/// Collective. Some files say how many entries they have (MatrixMarket).
void check_entries(const Communicator& comm, const ImportOptions& options,
                   const std::vector<SizedFile>& files, const ImportReport& report) {
  if (files.front().resolved.layout.declared_entries < 0) return;
  std::int64_t declared = 0;
  for (const SizedFile& file : files)
    declared += std::max<std::int64_t>(0, file.resolved.layout.declared_entries);
  const std::int64_t found = report.rows + static_cast<std::int64_t>(report.skipped.size());
  on_every_rank(comm, [&] {
    if (found != declared)
      throw InputError(display_name(options.files.front()), "declares " + std::to_string(declared) +
                                                                " entries but holds " +
                                                                std::to_string(found) + "; is it cut short?");
  });
}

/// The book column's name, if `columns` gives names; empty if it gives positions.
std::string book_column(const ImportOptions& options) {
  const bool named =
      options.columns.size() > 1 && options.columns[1].find_first_not_of("0123456789") != std::string::npos;
  return named ? options.columns[1] : "";
}

/// The options with what the format adds to them.
RowPolicy effective_policy(const ImportOptions& options, const TextFormat& preset) {
  RowPolicy policy = options.rows;
  if (!policy.ignore_rating) policy.ignore_rating = preset.ignore_rating;
  return policy;
}

}  // namespace

ImportResult import_text(const Communicator& comm, const ImportOptions& given) {
  ImportResult result;
  ImportReport& report = result.report;
  ImportOptions options = given;
  TextSources sources(options.max_expansion);
  const std::vector<SizedFile> files = find_files(comm, given, sources, options.files, report);
  const TextLayout& layout = files.front().resolved.layout;
  const RowPolicy policy = effective_policy(options, layout.preset());

  std::optional<LocalRead> attempt(std::in_place);
  std::optional<RowParser> row_parser(std::in_place, options, policy, attempt->rows);
  bool plain = std::all_of(files.begin(), files.end(), [](const SizedFile& file) { return file.plain; });
  if (plain) read_pieces(comm, options, files, *attempt, *row_parser);
  if (plain && comm.any(attempt->open_record)) {
    plain = false;
    attempt.emplace();
    row_parser.emplace(options, policy, attempt->rows);
  }
  std::exception_ptr failure;
  if (!plain) failure = read_blocks(comm, options, files, sources, *attempt, *row_parser);
  LocalRead& read = *attempt;
  RowSink& sink = row_parser->sink();
  settle_bad_rows(comm, options, files, read, report);
  agree_on_failure(comm, failure);
  settle_open_books(comm, read, sink);
  sink.settle_numbered_rows(comm.sum_before(sink.numbered_rows()), layout.row_numbers);
  report.format = layout.preset().name;
  report.implicit = !layout.rated();
  report.rows = comm.sum_value(sink.accepted());
  report.ignored = comm.sum_value(sink.ignored());
  report.ignored_rating = policy.ignore_rating.value_or(0);
  check_entries(comm, options, files, report);
  note_rows(comm, options, files, read, sink, report);

  AssembledTable assembled =
      assemble_table(comm, std::move(read.rows), policy, display_name(options.files.front()), report);
  result.table = std::move(assembled.table);
  if (assembled.merged)
    note_duplicates(comm, options, policy, files, sources, !plain, *assembled.merged, report);
  report.understood = state_understanding(comm, files.front().resolved, files.size(), result.table, report);
  if (!options.titles.empty())
    join_titles(comm, options, book_column(options), assembled.book_owners, result.table, report);
  return result;
}

}  // namespace crucible
