#include "crucible/text/triplet_columns.hpp"

#include "crucible/mpi/collective.hpp"
#include "crucible/text/text_fields.hpp"
#include "ids/id_rules.hpp"
#include "import/import_assembly.hpp"
#include "import/import_duplicates.hpp"
#include "titles/titles_join.hpp"

#include <utility>

namespace crucible {

namespace {

std::size_t size_of(const IdColumn& ids) {
  return std::visit([](const auto& values) { return values.size(); }, ids);
}

/// Takes the ids of column `ids` over. Returns what is wrong with one, or nothing.
std::string add_id(IdDictionary& dictionary, const IdColumn& ids, std::size_t row, const char* what,
                   std::uint32_t& number) {
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&ids)) {
    number = dictionary.add((*integers)[row]);
    return {};
  }
  const std::string& id = std::get<std::vector<std::string>>(ids)[row];
  if (const char* problem = problem_of_id(id))
    return std::string("the ") + what + " id " + printable(id) + " " + problem;
  number = dictionary.add(std::string_view(id));
  return {};
}

/// Takes one row over. Returns what is wrong with it, or nothing.
std::string take_row(RawRatings& rows, const TripletColumns& columns, std::size_t row,
                     const RowPolicy& policy, ImportReport& report) {
  const float rating = columns.rating[row];
  if (is_ignored(rating, policy)) {
    ++report.ignored;
    return {};
  }
  if (const std::string problem = problem_of_rating(rating, policy); !problem.empty())
    return "the rating " + shortest_text(rating) + " " + problem;
  std::uint32_t user = 0;
  std::uint32_t book = 0;
  if (std::string problem = add_id(rows.users, columns.user, row, "user", user); !problem.empty())
    return problem;
  if (std::string problem = add_id(rows.books, columns.book, row, "book", book); !problem.empty())
    return problem;
  rows.user.push_back(user);
  rows.book.push_back(book);
  rows.rating.push_back(rating);
  if (!columns.timestamp.empty()) rows.timestamp.push_back(columns.timestamp[row]);
  return {};
}

}  // namespace

ImportResult table_from_columns(const Communicator& comm, TripletColumns columns, const RowPolicy& policy,
                                const std::string& source, const std::string& titles) {
  ImportResult result;
  ImportReport& report = result.report;
  const std::size_t count = columns.rating.size();
  const auto local_rows = static_cast<std::int64_t>(count);
  const std::int64_t first = comm.sum_before(local_rows);
  RawRatings rows = on_every_rank(comm, [&] {
    require(size_of(columns.user) == count && size_of(columns.book) == count &&
                (columns.timestamp.empty() || columns.timestamp.size() == count),
            "columns of ratings must be equally long");
    RawRatings taken;
    for (std::size_t row = 0; row < count; ++row) {
      const std::string problem = take_row(taken, columns, row, policy, report);
      if (problem.empty()) continue;
      throw InputError(source,
                       "row " + std::to_string(first + static_cast<std::int64_t>(row)) + ": " + problem);
    }
    return taken;
  });
  columns = {};
  report.format = "triplets";
  report.rows = comm.sum_value(local_rows);
  report.ignored = comm.sum_value(report.ignored);
  report.ignored_rating = policy.ignore_rating.value_or(0);
  AssembledTable assembled = assemble_table(comm, std::move(rows), policy, source, report);
  result.table = std::move(assembled.table);
  if (assembled.merged) report.notes.push_back(note_of_duplicates(*assembled.merged, report.duplicates));
  if (!titles.empty()) {
    ImportOptions options;
    options.titles = titles;
    join_titles(comm, options, "", assembled.book_owners, result.table, report);
  }
  return result;
}

}  // namespace crucible
