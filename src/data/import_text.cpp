#include "crucible/data/import_text.hpp"

#include "crucible/data/id_owner_plan.hpp"
#include "crucible/data/import_assembly.hpp"
#include "crucible/data/text_layout.hpp"
#include "crucible/data/text_rows.hpp"
#include "crucible/data/text_source.hpp"
#include "crucible/data/titles_join.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace crucible {

namespace {

/// A file as rank 0 found it.
struct SizedLayout {
  TextLayout layout;
  std::int64_t size = 0;
};

/// A bad row as the rank that read it knows it.
struct LocalBadRow {
  std::int32_t file = 0;
  bool fatal = false;
  std::int64_t line = 0;  ///< counted from 1 in the rank's piece of the file, later in the file
};

/// What one rank has read.
struct LocalRead {
  RawRatings rows;
  std::vector<LocalBadRow> bad;
  std::vector<std::string> problems;  ///< one for each bad row
  std::int64_t accepted = 0;
  std::int64_t ignored = 0;
  std::int32_t first_file = -1;  ///< of this rank's pieces
  std::int32_t last_file = -1;
  std::int64_t lines_of_last = 0;  ///< lines read of the last file
  bool begins_inside = false;      ///< the first piece begins after the first row of its file
};

/// Collective. Rank 0 looks at the heads of the files; all learn what it found.
std::vector<SizedLayout> find_layouts(const Communicator& comm, const ImportOptions& options) {
  std::vector<SizedLayout> layouts;
  on_root(comm, [&] {
    if (options.files.empty()) throw UsageError("no input file");
    for (const std::string& path : options.files) {
      const TextFile file(path);
      const SizedLayout found{resolve_layout(file.head(longest_head), options, path), file.size()};
      if (!layouts.empty() && found.layout.timed() != layouts.front().layout.timed())
        throw InputError(path, std::string(found.layout.timed() ? "has" : "lacks") + " timestamps, unlike " +
                                   options.files.front());
      layouts.push_back(found);
    }
  });
  return comm.broadcast_vector(std::move(layouts));
}

/// Makes room for the rows to come, judging by those read so far, so that vectors need not double.
void reserve_rows(RawRatings& rows, std::int64_t consumed, std::int64_t total) {
  const double share = static_cast<double>(consumed) / static_cast<double>(std::max<std::int64_t>(1, total));
  const auto estimate =
      static_cast<std::size_t>(static_cast<double>(rows.user.size()) / std::max(share, 1e-9) * 1.02);
  if (share >= 1 || estimate <= rows.user.capacity()) return;
  rows.user.reserve(estimate);
  rows.book.reserve(estimate);
  rows.rating.reserve(estimate);
  if (!rows.timestamp.empty()) rows.timestamp.reserve(estimate);
}

/// The pieces of the files that one rank reads.
class PieceReader {
 public:
  PieceReader(const ImportOptions& options, const std::vector<SizedLayout>& files, LocalRead& read,
              RowParser& parser)
      : options_(options), files_(files), read_(read), parser_(parser) {}

  /// Reads what lies in `bytes` of the files' rows, put one file after the other.
  void run(IndexRange bytes) {
    std::int64_t before = 0;
    for (std::size_t f = 0; f < files_.size() && !stopped_; ++f) {
      const std::int64_t begin = files_[f].layout.data_begin;
      const std::int64_t end = before + files_[f].size - begin;
      const IndexRange part{std::max(bytes.begin, before), std::min(bytes.end, end)};
      if (!part.empty()) read_piece(f, {part.begin - before + begin, part.end - before + begin});
      before = end;
    }
    read_.accepted = parser_.accepted();
    read_.ignored = parser_.ignored();
  }

 private:
  void read_piece(std::size_t index, IndexRange bytes) {
    const TextLayout& layout = files_[index].layout;
    const TextFile file(options_.files[index]);
    if (file.size() != files_[index].size) throw IoError(file.path(), "changed while it was read");
    const bool from_start = bytes.begin == layout.data_begin;
    read_.last_file = static_cast<std::int32_t>(index);
    if (read_.first_file < 0) {
      read_.first_file = read_.last_file;
      read_.begins_inside = !from_start;
    }
    parser_.begin_piece(layout, from_start);
    LineReader lines(file, bytes, layout.data_begin);
    std::string_view line;
    while (!stopped_ && lines.next(line)) {
      const bool good = !lines.overlong() && parser_.take(line);
      if (!good) note_bad_row(lines, line);
      if (lines.count() == rows_before_estimate) reserve_rows(read_.rows, lines.consumed(), bytes.size());
    }
    read_.lines_of_last = lines.count();
  }

  void note_bad_row(const LineReader& lines, std::string_view line) {
    const bool fatal = lines.overlong() || parser_.fatal();
    read_.bad.push_back({read_.last_file, fatal, lines.count()});
    read_.problems.push_back(lines.overlong() ? "the line is longer than 1 MiB: " + printable(line)
                                              : parser_.problem());
    stopped_ = fatal || static_cast<std::int64_t>(read_.bad.size()) > options_.skip_bad_rows;
  }

  static constexpr std::int64_t rows_before_estimate = 10000;

  const ImportOptions& options_;
  const std::vector<SizedLayout>& files_;
  LocalRead& read_;
  RowParser& parser_;
  bool stopped_ = false;
};

/// Collective. Tells each rank which book the first rows of its first piece belong to (netflix).
void settle_open_books(const Communicator& comm, const LocalRead& read, RowParser& parser) {
  const auto last_files = comm.gather_all(read.last_file);
  const auto is_known = comm.gather_all<std::uint8_t>(parser.open_book() ? 1 : 0);
  const std::string mine = parser.open_book().value_or("");
  const std::array<std::string_view, 1> text{mine};
  const std::vector<std::string> books = concatenate_texts(comm, text);
  on_every_rank(comm, [&] {
    if (!read.begins_inside) return;
    for (int rank = comm.rank() - 1; rank >= 0; --rank) {
      const auto r = static_cast<std::size_t>(rank);
      if (is_known[r] == 0 || last_files[r] != read.first_file) continue;
      return parser.settle_first_rows(books[r]);
    }
  });
}

/// Collective. Turns lines counted in pieces into lines of the files.
void number_lines(const Communicator& comm, const std::vector<SizedLayout>& files, LocalRead& read) {
  struct Tail {
    std::int32_t file;
    std::int64_t lines;
  };
  const auto tails = comm.gather_all(Tail{read.last_file, read.lines_of_last});
  std::int64_t before = 0;
  if (read.begins_inside)
    for (std::size_t r = 0; r < static_cast<std::size_t>(comm.rank()); ++r)
      if (tails[r].file == read.first_file) before += tails[r].lines;
  for (LocalBadRow& row : read.bad) {
    row.line += files[static_cast<std::size_t>(row.file)].layout.head_lines;
    if (row.file == read.first_file) row.line += before;
  }
}

/// Collective. Throws for the first bad row that is not tolerated; the others are noted in `report`.
///
/// A rank stops reading after its first intolerable row, so everything before the first one of all is known.
void settle_bad_rows(const Communicator& comm, const ImportOptions& options,
                     const std::vector<SizedLayout>& files, LocalRead& read, ImportReport& report) {
  if (!comm.any(!read.bad.empty())) return;
  number_lines(comm, files, read);
  const auto rows = comm.concatenate_all(std::span<const LocalBadRow>(read.bad));
  const std::vector<std::string_view> mine(read.problems.begin(), read.problems.end());
  const std::vector<std::string> problems = concatenate_texts(comm, mine);
  on_every_rank(comm, [&] {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string& path = options.files[static_cast<std::size_t>(rows[i].file)];
      if (rows[i].fatal) throw InputError(path, rows[i].line, problems[i]);
      if (static_cast<std::int64_t>(i) >= options.skip_bad_rows) {
        const std::string allowed = std::to_string(options.skip_bad_rows);
        const std::string note = options.skip_bad_rows > 0 ? "; bad rows before it: " + allowed +
                                                                 ", as many as --skip-bad-rows allows"
                                                           : "";
        throw InputError(path, rows[i].line, problems[i] + note);
      }
      report.skipped.push_back({path, rows[i].line, problems[i]});
    }
  });
}

/// Collective. A MatrixMarket file says how many entries it has.
void check_entries(const Communicator& comm, const ImportOptions& options,
                   const std::vector<SizedLayout>& files, const ImportReport& report) {
  if (files.front().layout.preset().syntax != TextSyntax::matrix_market) return;
  std::int64_t declared = 0;
  for (const SizedLayout& file : files) declared += file.layout.matrix_entries;
  const std::int64_t found = report.rows + static_cast<std::int64_t>(report.skipped.size());
  on_every_rank(comm, [&] {
    if (found != declared)
      throw InputError(options.files.front(), "declares " + std::to_string(declared) + " entries but holds " +
                                                  std::to_string(found) + "; is it cut short?");
  });
}

/// What the user calls the books, where by a name.
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

ImportResult import_text(const Communicator& comm, const ImportOptions& options) {
  const std::vector<SizedLayout> files = find_layouts(comm, options);
  const RowPolicy policy = effective_policy(options, files.front().layout.preset());
  std::int64_t total = 0;
  for (const SizedLayout& file : files) total += file.size - file.layout.data_begin;

  ImportResult result;
  ImportReport& report = result.report;
  LocalRead read;
  RowParser parser(policy, read.rows);
  on_every_rank(comm, [&] {
    PieceReader(options, files, read, parser).run(even_part(total, comm.size(), comm.rank()));
  });
  settle_bad_rows(comm, options, files, read, report);
  settle_open_books(comm, read, parser);
  report.format = files.front().layout.preset().name;
  report.rows = comm.sum_value(read.accepted);
  report.ignored = comm.sum_value(read.ignored);
  report.ignored_rating = policy.ignore_rating.value_or(0);
  check_entries(comm, options, files, report);

  AssembledTable assembled =
      assemble_table(comm, std::move(read.rows), policy, options.files.front(), report);
  result.table = std::move(assembled.table);
  if (!options.titles.empty())
    join_titles(comm, options, book_column(options), assembled.book_owners, result.table, report);
  return result;
}

}  // namespace crucible
