#include "report/import_text_report.hpp"

#include "crucible/cli/option_names.hpp"
#include "crucible/core/error.hpp"
#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace crucible {

namespace {

/// Bad rows that are printed one by one; --json has them all.
constexpr std::size_t shown_bad_rows = 20;

nlohmann::ordered_json json_of(const std::vector<BadRow>& rows) {
  auto list = nlohmann::ordered_json::array();
  for (const BadRow& row : rows)
    list.push_back({{"file", row.file}, {"line", row.line}, {"problem", row.problem}});
  return list;
}

nlohmann::ordered_json json_of(const std::vector<ImportNote>& notes) {
  auto list = nlohmann::ordered_json::array();
  for (const ImportNote& note : notes)
    list.push_back({{"what", note.what},
                    {"count", note.count},
                    {"example", note.example},
                    {"file", note.file},
                    {"line", note.line}});
  return list;
}

nlohmann::ordered_json json_of(const std::vector<ParsedRow>& rows) {
  auto list = nlohmann::ordered_json::array();
  for (const ParsedRow& row : rows) {
    list.push_back({{"file", row.file},
                    {"line", row.line},
                    {"user", row.user},
                    {"book", row.book},
                    {"rating", row.rating}});
    if (!row.time.empty()) list.back()["time"] = row.time;
  }
  return list;
}

nlohmann::ordered_json json_of(const Understanding& understood) {
  nlohmann::ordered_json json{{"text", understood.text},
                              {"separator", understood.separator},
                              {"header", understood.header},
                              {"found_by", understood.found_by}};
  json["columns"] = nlohmann::ordered_json::array();
  for (const UnderstoodColumn& column : understood.columns)
    json["columns"].push_back({{"position", column.position}, {"name", column.name}, {"role", column.role}});
  if (understood.time_form.empty()) return json;
  json["time"] = {
      {"form", understood.time_form}, {"first", understood.first_time}, {"last", understood.last_time}};
  return json;
}

void note_figures(Job& job, const ImportReport& report, const ImportOptions& options) {
  job.result["users"] = report.users;
  job.result["books"] = report.books;
  job.result["ratings"] = report.ratings;
  job.result["duplicates"] = report.duplicates;
  job.result["conflicts"] = report.conflicts;
  job.result["skipped_rows"] = report.skipped.size() + report.skipped_titles.size();
  job.result["skipped"] = json_of(report.skipped);
  for (const nlohmann::ordered_json& row : json_of(report.skipped_titles))
    job.result["skipped"].push_back(row);
  job.result["format"] = report.format;
  if (report.files > 0) job.result["files"] = report.files;
  job.result["packings"] = report.packings;
  job.result["rows"] = report.rows;
  job.result["ignored"] = report.ignored;
  job.result["missing"] = report.missing;
  job.result["implicit"] = report.implicit;
  if (!report.understood.text.empty()) job.result["understood"] = json_of(report.understood);
  job.result["notes"] = json_of(report.notes);
  job.result["first_rows"] = json_of(report.first_rows);
  job.result["lowest_rating"] = report.lowest;
  job.result["highest_rating"] = report.highest;
  if (!options.titles.empty()) job.result["titles"] = report.titles_found;
}

/// Says what the text was taken for, and what was noticed.
void say_understanding(Job& job, const ImportReport& report, const ImportOptions& options,
                       const OptionTable& table) {
  const Understanding& understood = report.understood;
  std::string what = report.format;
  for (const std::string& packing : report.packings)
    what += (&packing == &report.packings.front() ? ", unpacked from " : ", ") + packing;
  if (understood.text.empty())
    job.log.info("read " + grouped(report.rows) + " rows as " + what);
  else
    job.log.info("read " + options.files.front() + " as " + what + ": " + understood.text.front());
  for (std::size_t i = 1; i < understood.text.size(); ++i)
    job.log.info(with_option_names(understood.text[i], table));
  if (report.implicit) job.log.info("for lists: crucible train --unrated-weight 0.2");
  for (const ParsedRow& row : report.first_rows) {
    const std::string line = row.file + ":" + std::to_string(row.line) + ": user " + printable(row.user) +
                             ", book " + printable(row.book) + ", rating " + shortest(row.rating) +
                             (row.time.empty() ? "" : ", time " + row.time);
    if (job.common.dry_run || job.common.verbose) job.log.info(line);
  }
  for (const ImportNote& note : report.notes)
    job.log.info(grouped(note.count) + " " + note.words + "; the first" +
                 (note.file.empty() ? "" : ", " + note.file + ":" + std::to_string(note.line)) +
                 (note.example.empty() ? "" : ": " + note.example));
}

void warn_of(Job& job, const std::vector<BadRow>& rows) {
  for (std::size_t i = 0; i < std::min(rows.size(), shown_bad_rows); ++i)
    job.log.warning(rows[i].file + ":" + std::to_string(rows[i].line) + ": left out: " + rows[i].problem);
  if (rows.size() > shown_bad_rows)
    job.log.warning(grouped(static_cast<std::int64_t>(rows.size() - shown_bad_rows)) +
                    " more bad rows were left out; --json lists them all");
}

}  // namespace

void report_import(Job& job, const ImportReport& report, const ImportOptions& options,
                   const OptionTable& table) {
  note_figures(job, report, options);
  say_understanding(job, report, options, table);
  warn_of(job, report.skipped);
  warn_of(job, report.skipped_titles);
  if (report.ignored > 0)
    job.log.info("left out " + grouped(report.ignored) + " rows with rating " +
                 shortest(report.ignored_rating));
  if (report.duplicates > 0)
    job.log.info("merged " + grouped(report.duplicates) + " duplicates; " + grouped(report.conflicts) +
                 " pairs had different ratings (--duplicates says which counts)");
  if (report.core_ratings > 0)
    job.log.info("left out " + grouped(report.core_users) + " users, " + grouped(report.core_books) +
                 " books and " + grouped(report.core_ratings) + " ratings to give the others enough");
  if (!options.titles.empty())
    job.log.info("titles: " + grouped(report.titles_found) + " found, " + grouped(report.titles_missing) +
                 " missing, " + grouped(report.titles_unused) + " of other books");
}

}  // namespace crucible
