#include "titles/titles_join.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/text/id_spelling.hpp"
#include "crucible/text/text_fields.hpp"
#include "ids/id_owner_plan.hpp"
#include "titles/titles.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crucible {

namespace {

constexpr std::size_t batch_records = 32768;

/// The titles file on rank 0.
class TitleSource {
 public:
  TitleSource(const ImportOptions& options, const std::string& id_column)
      : text_(options.titles, options.max_expansion),
        titles_(text_, options.encoding, id_column),
        tolerance_(options.skip_bad_rows) {}

  const std::string& name() const { return text_.name(); }

  /// Up to batch_records records, and whether there may be more.
  std::pair<std::vector<TitleRecord>, bool> batch(std::vector<BadRow>& skipped) {
    std::vector<TitleRecord> records;
    while (records.size() < batch_records) {
      TitleRecord record;
      const TitleReader::Outcome outcome = titles_.next(record);
      if (outcome == TitleReader::Outcome::end) return {std::move(records), false};
      if (outcome == TitleReader::Outcome::record) {
        records.push_back(std::move(record));
        continue;
      }
      if (static_cast<std::int64_t>(skipped.size()) >= tolerance_)
        throw InputError(name(), titles_.line(), titles_.problem());
      skipped.push_back({name(), titles_.line(), titles_.problem()});
    }
    return {std::move(records), true};
  }

 private:
  TextStream text_;
  TitleReader titles_;
  std::int64_t tolerance_;
};

/// Titles whose book no rating names, as this rank knows them.
struct Unmatched {
  std::int64_t count = 0;
  std::int64_t line = std::numeric_limits<std::int64_t>::max();  ///< of the first
  std::string id;

  void add(const TitleRecord& record) {
    ++count;
    if (record.line >= line) return;
    line = record.line;
    id = record.id;
  }
};

/// Collective. Sends the records of rank 0 to the owners of their ids; those that no id can match are noted.
std::vector<TitleRecord> deliver(const Communicator& comm, std::vector<TitleRecord> records,
                                 const IdOwners& owners, Unmatched& unmatched) {
  std::vector<std::vector<const TitleRecord*>> by_owner(static_cast<std::size_t>(comm.size()));
  std::vector<std::string> lines;
  lines.reserve(records.size());  // what is below looks into it
  for (TitleRecord& record : records) {
    if (owners.numeric) record.id = id_among_numbers(record.id);
    const std::optional<int> owner = owners.owner_of(record.id);
    if (owner) by_owner[static_cast<std::size_t>(*owner)].push_back(&record);
    if (!owner) unmatched.add(record);
  }
  std::vector<std::string_view> texts;
  std::vector<std::int64_t> counts;
  for (const auto& part : by_owner) {
    for (const TitleRecord* record : part) {
      lines.push_back(std::to_string(record->line));
      texts.insert(texts.end(), {record->id, record->title, lines.back()});
    }
    counts.push_back(3 * static_cast<std::int64_t>(part.size()));
  }
  std::vector<std::string> received = exchange_texts(comm, texts, counts);
  std::vector<TitleRecord> mine;
  for (std::size_t i = 0; i + 2 < received.size(); i += 3)
    mine.push_back({std::move(received[i]), std::move(received[i + 1]),
                    parse_canonical_integer(received[i + 2]).value_or(0)});
  return mine;
}

/// Collective. Makes a note of the first id of all ranks and how many there are; no note if there is none.
void note_unmatched(const Communicator& comm, const Unmatched& mine, const std::string& file,
                    ImportReport& report) {
  report.titles_unused = comm.sum_value(mine.count);
  if (report.titles_unused == 0) return;
  const auto lines = comm.gather_all(mine.line);
  const auto first = std::min_element(lines.begin(), lines.end());
  const std::string id = comm.broadcast_text(mine.id, static_cast<int>(first - lines.begin()));
  report.notes.push_back({"unused_titles", "titles are of books that no rating names", report.titles_unused,
                          printable(id, 40), file, *first});
}

/// Collective. The books without a title as a note, with the first of them.
void note_untitled(const Communicator& comm, const RatingTable& table, ImportReport& report) {
  const auto begin = table.book_titles.begin();
  const auto bare = std::find(begin, table.book_titles.end(), std::string{});
  report.titles_missing =
      comm.sum_value(static_cast<std::int64_t>(std::count(bare, table.book_titles.end(), std::string{})));
  report.titles_found = table.total_books - report.titles_missing;
  if (report.titles_missing == 0) return;
  const bool here = bare != table.book_titles.end();
  const int speaker = comm.min_value<std::int32_t>(here ? comm.rank() : comm.size());
  const std::string id =
      comm.broadcast_text(here ? table.book_ids[static_cast<std::size_t>(bare - begin)] : "", speaker);
  report.notes.push_back(
      {"untitled_books", "books have no title", report.titles_missing, printable(id, 40), "", 0});
}

/// Collective. What rank 0 could not read, told to all.
std::vector<BadRow> share(const Communicator& comm, const std::vector<BadRow>& rows,
                          const std::string& file) {
  std::vector<std::int64_t> lines;
  std::vector<std::string_view> problems;
  for (const BadRow& row : rows) {
    lines.push_back(row.line);
    problems.push_back(row.problem);
  }
  lines = comm.broadcast_vector(std::move(lines));
  std::vector<std::string> texts = concatenate_texts(comm, problems);
  std::vector<BadRow> shared;
  for (std::size_t i = 0; i < texts.size(); ++i) shared.push_back({file, lines[i], std::move(texts[i])});
  return shared;
}

}  // namespace

void join_titles(const Communicator& comm, const ImportOptions& options, const std::string& id_column,
                 const IdOwners& owners, RatingTable& table, ImportReport& report) {
  std::unique_ptr<TitleSource> source;
  on_root(comm, [&] { source = std::make_unique<TitleSource>(options, id_column); });
  table.book_titles.assign(table.book_ids.size(), {});
  std::vector<BadRow> skipped;
  Unmatched unmatched;
  bool more = true;
  while (more) {
    std::vector<TitleRecord> records;
    on_root(comm, [&] { std::tie(records, more) = source->batch(skipped); });
    more = comm.broadcast_value(more);
    for (TitleRecord& record : deliver(comm, std::move(records), owners, unmatched)) {
      const auto place = find_id(table.book_ids, record.id, owners.numeric);
      if (!place) {
        unmatched.add(record);
        continue;
      }
      std::string& title = table.book_titles[static_cast<std::size_t>(*place)];
      if (title.empty()) title = std::move(record.title);
    }
  }
  const std::string name = comm.broadcast_text(source ? source->name() : "", 0);
  note_unmatched(comm, unmatched, name, report);
  note_untitled(comm, table, report);
  report.skipped_titles = share(comm, skipped, name);
}

}  // namespace crucible
