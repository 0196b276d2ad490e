#include "import/import_pieces.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/text/text_source.hpp"
#include "ids/id_owner_plan.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace crucible {

namespace {

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
  PieceReader(const ImportOptions& options, const std::vector<SizedFile>& files, LocalRead& read,
              RowParser& parser)
      : options_(options), files_(files), read_(read), parser_(parser) {}

  /// Reads what lies in `bytes` of the files' rows, put one file after the other.
  void run(IndexRange bytes) {
    std::int64_t before = 0;
    for (std::size_t f = 0; f < files_.size() && !stopped_; ++f) {
      const std::int64_t begin = files_[f].resolved.layout.data_begin;
      const std::int64_t end = before + files_[f].size - begin;
      const IndexRange part{std::max(bytes.begin, before), std::min(bytes.end, end)};
      if (!part.empty()) read_piece(f, {part.begin - before + begin, part.end - before + begin});
      before = end;
    }
  }

  /// Reads a block of whole records. False if this rank wants no more.
  bool run(const TextBlock& block) {
    if (block.file != read_.last_file)
      parser_.begin_piece(files_[static_cast<std::size_t>(block.file)].resolved, block.file, true);
    read_.last_file = block.file;
    const std::size_t before = read_.rows.user.size();
    LineReader lines(block.text);
    read_records(lines, block.first_line - 1, [] {});
    read_.rows.runs.push_back({block.order, static_cast<std::int64_t>(read_.rows.user.size() - before)});
    return !stopped_;
  }

 private:
  void read_piece(std::size_t index, IndexRange bytes) {
    const TextLayout& layout = files_[index].resolved.layout;
    const TextFile file(options_.files[index]);
    if (file.size() != files_[index].size) throw IoError(file.path(), "changed while it was read");
    const bool from_start = bytes.begin == layout.data_begin;
    read_.last_file = static_cast<std::int32_t>(index);
    if (read_.first_file < 0) {
      read_.first_file = read_.last_file;
      read_.begins_inside = !from_start;
    }
    parser_.begin_piece(files_[index].resolved, read_.last_file, from_start);
    LineReader lines(file, bytes, layout.data_begin);
    bool reserved = false;
    read_records(lines, 0, [&] {
      if (reserved || lines.count() < rows_before_estimate) return;
      reserve_rows(read_.rows, lines.consumed(), bytes.size());
      reserved = true;
    });
    read_.lines_of_last = lines.count();
  }

  template <typename AfterEach>
  void read_records(LineReader& lines, std::int64_t lines_before, AfterEach&& after_each) {
    std::string_view line;
    while (!stopped_) {
      parser_.take_plain(lines, lines_before);
      if (!lines.next(line)) break;
      const std::int64_t number = lines_before + lines.record_line();
      bool good = !lines.overlong() && parser_.take(line, number);
      if (!good && !lines.overlong() && parser_.sink().quote_is_open()) {
        if (!read_.in_blocks) return stop_for_open_record();
        good = take_longer(lines, line, number);
      }
      if (!good) note_bad_row(lines, line, number);
      after_each();
    }
  }

  void stop_for_open_record() {
    read_.open_record = true;
    stopped_ = true;
  }

  /// Takes the record that begins with `line` and has a quoted field with line ends in it. If its quotes do
  /// not close in the lines that follow, only `line` is bad.
  bool take_longer(LineReader& lines, std::string_view line, std::int64_t number) {
    const std::string first(line);
    std::size_t seen = line.size();
    for (std::string_view record = line; lines.extend(record);) {
      const bool may_close = record.substr(seen).find('"') != std::string_view::npos;
      seen = record.size();
      if (!may_close) continue;
      if (parser_.take(record, number)) return true;
      if (!parser_.sink().has_quote_problem()) return false;
      if (!parser_.sink().quote_is_open()) break;
    }
    lines.give_back();
    return parser_.take(first, number);
  }

  void note_bad_row(const LineReader& lines, std::string_view line, std::int64_t number) {
    const bool fatal = lines.overlong() || parser_.sink().fatal();
    read_.bad.push_back({read_.last_file, fatal, number});
    read_.problems.push_back(lines.overlong() ? "the line is longer than 1 MiB: " + printable(line)
                                              : parser_.sink().problem());
    stopped_ = fatal || static_cast<std::int64_t>(read_.bad.size()) > options_.skip_bad_rows;
  }

  static constexpr std::int64_t rows_before_estimate = 10000;

  const ImportOptions& options_;
  const std::vector<SizedFile>& files_;
  LocalRead& read_;
  RowParser& parser_;
  bool stopped_ = false;
};

}  // namespace

void read_pieces(const Communicator& comm, const ImportOptions& options, const std::vector<SizedFile>& files,
                 LocalRead& read, RowParser& parser) {
  std::int64_t total = 0;
  for (const SizedFile& file : files) total += file.size - file.resolved.layout.data_begin;
  on_every_rank(comm, [&] {
    PieceReader(options, files, read, parser).run(even_part(total, comm.size(), comm.rank()));
  });
}

std::exception_ptr read_blocks(const Communicator& comm, const ImportOptions& options,
                               const std::vector<SizedFile>& files, TextSources& sources, LocalRead& read,
                               RowParser& parser) {
  std::vector<StreamedFile> streamed;
  Takers takers = Takers::all;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const TextLayout& layout = files[i].resolved.layout;
    if (layout.rows_depend()) takers = Takers::root;
    streamed.push_back({options.files[i],
                        layout.data_begin,
                        layout.head_lines,
                        {layout.fields.quotes, layout.fields.escapes}});
  }
  read.in_blocks = true;
  PieceReader reader(options, files, read, parser);
  return stream_files(
      comm, sources, streamed, [&](const TextBlock& block) { return reader.run(block); }, takers);
}

void settle_open_books(const Communicator& comm, const LocalRead& read, RowSink& rows) {
  const auto last_files = comm.gather_all(read.last_file);
  const auto is_known = comm.gather_all<std::uint8_t>(rows.open_book() ? 1 : 0);
  const std::string mine = rows.open_book().value_or("");
  const std::array<std::string_view, 1> text{mine};
  const std::vector<std::string> books = concatenate_texts(comm, text);
  on_every_rank(comm, [&] {
    if (!read.begins_inside) return;
    for (int rank = comm.rank() - 1; rank >= 0; --rank) {
      const auto r = static_cast<std::size_t>(rank);
      if (is_known[r] == 0 || last_files[r] != read.first_file) continue;
      return rows.settle_first_rows(books[r]);
    }
  });
}

}  // namespace crucible
