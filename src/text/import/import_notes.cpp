#include "import/import_notes.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "ids/id_numbers.hpp"
#include "ids/id_owner_plan.hpp"
#include "ids/id_twins.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>

namespace crucible {

namespace {

LocalNote& note_of(LocalNotes& notes, NoteKind kind) { return notes[static_cast<std::size_t>(kind)]; }

/// Notes comments that stand before the first row, which no rank reads as rows.
void note_head_comments(const std::vector<SizedFile>& files, LocalNote& note) {
  for (std::size_t f = 0; f < files.size(); ++f) {
    const TextLayout& layout = files[f].resolved.layout;
    if (layout.comment_lines == 0) continue;
    if (note.count == 0 || static_cast<std::int32_t>(f) <= note.place.file) {
      note.place = {static_cast<std::int32_t>(f), layout.first_comment};
      note.example.clear();
    }
    note.count += layout.comment_lines;
  }
}

/// Collective. The twins of a column as a note of the rank that has met the example.
LocalNote twins_note(const Communicator& comm, const IdDictionary& ids,
                     const std::vector<LocalPlace>& places) {
  const IdTwins twins = find_twins(comm, ids, places);
  LocalNote note;
  if (twins.count == 0 || twins.rank != comm.rank()) return note;
  note.add(twins.place, printable(twins.first, 40) + " and " + printable(twins.second, 40));
  note.count = twins.count;
  return note;
}

/// Collective. Makes one note of the notes of all ranks, with the first example. Their lines are lines of the
/// files.
void report_note(const Communicator& comm, const ImportOptions& options, const NoteWords& words,
                 const LocalNote& mine, std::vector<ImportNote>& notes) {
  ImportNote note{words.key, words.words, comm.sum_value(mine.count), "", "", 0};
  if (note.count == 0) return;
  const auto places = comm.gather_all(mine.count > 0 ? mine.place : no_place);
  const auto first = std::min_element(places.begin(), places.end());
  note.example = comm.broadcast_text(mine.example, static_cast<int>(first - places.begin()));
  note.file = display_name(options.files[static_cast<std::size_t>(first->file)]);
  note.line = first->line;
  notes.push_back(note);
}

/// Collective. The first rows of all ranks.
std::vector<ParsedRow> first_rows(const Communicator& comm, const ImportOptions& options,
                                  const LineNumbers& numbers, const LocalRead& read, const RowSink& sink) {
  struct Figures {
    float rating;
    std::int64_t time;
    std::int64_t line;
    std::int32_t file;
    bool timed;
  };
  std::vector<Figures> figures;
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < sink.first_places().size(); ++i) {
    const LocalPlace& place = sink.first_places()[i];
    const bool timed = !read.rows.timestamp.empty();
    figures.push_back(
        {read.rows.rating[i], timed ? read.rows.timestamp[i] : 0, numbers.in_file(place), place.file, timed});
    ids.push_back(read.rows.users.id(read.rows.user[i]));
    ids.push_back(read.rows.books.id(read.rows.book[i]));
  }
  figures = comm.concatenate_all(std::span<const Figures>(figures));
  ids = concatenate_texts(comm, std::vector<std::string_view>(ids.begin(), ids.end()));
  std::vector<std::size_t> in_order(figures.size());
  std::iota(in_order.begin(), in_order.end(), std::size_t{0});
  std::stable_sort(in_order.begin(), in_order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair(figures[a].file, figures[a].line) < std::pair(figures[b].file, figures[b].line);
  });
  in_order.resize(std::min(in_order.size(), RowSink::shown_rows));
  std::vector<ParsedRow> rows;
  for (const std::size_t i : in_order)
    rows.push_back({display_name(options.files[static_cast<std::size_t>(figures[i].file)]), figures[i].line,
                    ids[2 * i], ids[2 * i + 1], static_cast<double>(figures[i].rating),
                    figures[i].timed ? date_time_text(figures[i].time) : ""});
  return rows;
}

}  // namespace

void note_rows(const Communicator& comm, const ImportOptions& options, const std::vector<SizedFile>& files,
               LocalRead& read, RowSink& sink, ImportReport& report) {
  RawRatings& rows = read.rows;
  LocalNotes& notes = sink.notes();
  note_of(notes, NoteKind::number_users) = unify_numbers(comm, rows.users, rows.user, sink.user_places());
  note_of(notes, NoteKind::number_books) = unify_numbers(comm, rows.books, rows.book, sink.book_places());
  const LineNumbers numbers(comm, files, read);
  for (LocalNote& note : notes)
    if (note.count > 0) note.place.line = numbers.in_file(note.place);
  for (std::vector<LocalPlace>* places : {&sink.user_places(), &sink.book_places()})
    for (LocalPlace& place : *places) place.line = numbers.in_file(place);
  note_of(notes, NoteKind::user_twins) = twins_note(comm, rows.users, sink.user_places());
  note_of(notes, NoteKind::book_twins) = twins_note(comm, rows.books, sink.book_places());
  if (comm.is_root()) note_head_comments(files, note_of(notes, NoteKind::comment_lines));
  for (std::size_t kind = 0; kind < notes.size(); ++kind)
    report_note(comm, options, note_kinds[kind], notes[kind], report.notes);
  report.missing = comm.sum_value(note_of(notes, NoteKind::missing_ratings).count);
  report.first_rows = first_rows(comm, options, numbers, read, sink);
}

}  // namespace crucible
