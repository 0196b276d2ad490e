#include "crucible/data/titles_join.hpp"

#include "crucible/core/error.hpp"
#include "crucible/data/id_owner_plan.hpp"
#include "crucible/data/titles.hpp"
#include "crucible/mpi/collective.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
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
      : file_(options.titles),
        reader_(file_, options.encoding, id_column),
        tolerance_(options.skip_bad_rows) {}

  /// Up to batch_records records, and whether there may be more.
  std::pair<std::vector<TitleRecord>, bool> batch(std::vector<BadRow>& skipped) {
    std::vector<TitleRecord> records;
    while (records.size() < batch_records) {
      TitleRecord record;
      const TitleReader::Outcome outcome = reader_.next(record);
      if (outcome == TitleReader::Outcome::end) return {std::move(records), false};
      if (outcome == TitleReader::Outcome::record) {
        records.push_back(std::move(record));
        continue;
      }
      if (static_cast<std::int64_t>(skipped.size()) >= tolerance_)
        throw InputError(file_.path(), reader_.line(), reader_.problem());
      skipped.push_back({file_.path(), reader_.line(), reader_.problem()});
    }
    return {std::move(records), true};
  }

 private:
  TextFile file_;
  TitleReader reader_;
  std::int64_t tolerance_;
};

/// Collective. Sends the records of rank 0 to the owners of their ids; those that no id can match are
/// counted.
std::vector<TitleRecord> deliver(const Communicator& comm, std::vector<TitleRecord> records,
                                 const IdOwners& owners, std::int64_t& unused) {
  std::vector<std::vector<const TitleRecord*>> by_owner(static_cast<std::size_t>(comm.size()));
  for (const TitleRecord& record : records) {
    const std::optional<int> owner = owners.owner_of(record.id);
    if (!owner) ++unused;
    if (owner) by_owner[static_cast<std::size_t>(*owner)].push_back(&record);
  }
  std::vector<std::string_view> texts;
  std::vector<std::int64_t> counts;
  for (const auto& part : by_owner) {
    for (const TitleRecord* record : part) texts.insert(texts.end(), {record->id, record->title});
    counts.push_back(2 * static_cast<std::int64_t>(part.size()));
  }
  std::vector<std::string> received = exchange_texts(comm, texts, counts);
  std::vector<TitleRecord> mine;
  for (std::size_t i = 0; i + 1 < received.size(); i += 2)
    mine.push_back({std::move(received[i]), std::move(received[i + 1])});
  return mine;
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
  std::int64_t unused = 0;
  bool more = true;
  while (more) {
    std::vector<TitleRecord> records;
    on_root(comm, [&] { std::tie(records, more) = source->batch(skipped); });
    more = comm.broadcast_value(more);
    for (TitleRecord& record : deliver(comm, std::move(records), owners, unused)) {
      const auto place = find_id(table.book_ids, record.id, owners.numeric);
      if (!place) {
        ++unused;
        continue;
      }
      std::string& title = table.book_titles[static_cast<std::size_t>(*place)];
      if (title.empty()) title = std::move(record.title);
    }
  }
  const auto missing = std::count(table.book_titles.begin(), table.book_titles.end(), std::string{});
  report.titles_missing = comm.sum_value(static_cast<std::int64_t>(missing));
  report.titles_found = table.total_books - report.titles_missing;
  report.titles_unused = comm.sum_value(unused);
  report.skipped_titles = share(comm, skipped, options.titles);
}

}  // namespace crucible
