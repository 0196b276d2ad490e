#include "import/import_statement.hpp"

#include "columns/chosen_columns.hpp"
#include "crucible/core/number_text.hpp"
#include "crucible/text/text_fields.hpp"
#include "syntax/text_syntax.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace crucible {

namespace {

std::string separator_words(std::string_view mark) {
  constexpr std::array<std::pair<std::string_view, const char*>, 5> words{
      {{",", "comma"}, {"\t", "tab"}, {";", "semicolon"}, {"|", "bar"}, {" ", "blank"}}};
  for (const auto& [text, word] : words)
    if (mark == text) return word;
  return printable(mark);
}

/// Collective. The earliest and the latest time of the table.
void find_times(const Communicator& comm, const RatingTable& table, Understanding& understood) {
  std::int64_t first = std::numeric_limits<std::int64_t>::max();
  std::int64_t last = std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t time : table.timestamp) {
    first = std::min(first, time);
    last = std::max(last, time);
  }
  understood.first_time = date_text(comm.min_value(first));
  understood.last_time = date_text(comm.max_value(last));
}

std::string roles_words(const TextLayout& layout) {
  Roles swapped = layout.columns;
  std::swap(swapped[user_role], swapped[book_role]);
  switch (layout.roles_from) {
    case RolesFrom::format:
      return "as the format says";
    case RolesFrom::names:
      return "by their names";
    case RolesFrom::options:
      return "as asked for";
    case RolesFrom::position:
      return "by position: user first, which no value confirms; " + column_option(swapped) +
             " where the book is first";
    case RolesFrom::times:
      return "by position: user first, which the times confirm (`columns` gives another order)";
    case RolesFrom::evidence:
      return "by what the values look like (`columns` gives another order)";
  }
  return "";
}

/// Names of the columns, or the keys of JSON lines.
std::vector<std::string> names_of(const ResolvedFile& file) {
  std::vector<std::string> names;
  if (file.names.empty()) return names;
  const bool keys = file.layout.preset().syntax->names_are_keys;
  FieldSplitter fields(file.layout.fields);
  std::string text = file.names;
  if (keys) {
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
      names.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    return names;
  }
  if (fields.split(text) != nullptr) return names;
  // Where R names its rows, the header is one name short.
  if (static_cast<std::int32_t>(fields.size()) + 1 == file.layout.column_count) names.emplace_back();
  for (std::size_t i = 0; i < fields.size(); ++i) names.emplace_back(trimmed(fields[i]));
  return names;
}

std::vector<UnderstoodColumn> columns_of(const ResolvedFile& file) {
  const TextLayout& layout = file.layout;
  const bool keys = layout.preset().syntax->names_are_keys;
  const std::vector<std::string> names = names_of(file);
  std::vector<UnderstoodColumn> columns;
  for (std::size_t role = 0; role < role_names.size(); ++role) {
    const std::int32_t at = layout.columns[role];
    if (at < 0) continue;
    const auto index = static_cast<std::size_t>(at);
    columns.push_back({keys ? 0 : at + 1, index < names.size() ? names[index] : "",
                       role == rating_role && layout.counts ? "count" : role_names[role]});
  }
  std::sort(columns.begin(), columns.end(),
            [](const UnderstoodColumn& a, const UnderstoodColumn& b) { return a.position < b.position; });
  return columns;
}

/// "columns 1 user, 2 book, 3 rating, 4 time in seconds (1997-09-20 to 1998-04-22)".
std::string column_words(const TextLayout& layout, const Understanding& understood) {
  std::string words;
  for (const UnderstoodColumn& column : understood.columns) {
    words += words.empty() ? (column.position > 0 ? "columns " : "keys ") : ", ";
    if (column.position > 0) words += std::to_string(column.position) + " ";
    if (column.position == 0) words += printable(column.name, 40) + " ";
    words += column.role;
    if (column.role != "time") continue;
    const bool number = layout.time.form == TimeForm::number;
    words += std::string(number ? " in " : " as ") + understood.time_form + " (" + understood.first_time +
             " to " + understood.last_time + ")";
  }
  return words;
}

std::string first_line(const TextLayout& layout, std::size_t files, const Understanding& understood,
                       const ImportReport& report) {
  const TextSyntax* syntax = layout.preset().syntax;
  std::string line;
  if (!understood.separator.empty())
    line = understood.separator + "-separated, " + (understood.header ? "with a header; " : "no header; ");
  const std::string columns = syntax->row_is_user ? "" : column_words(layout, understood);
  line += syntax->statement != nullptr ? syntax->statement(layout, columns) : columns;
  if (files > 1)
    line += "; " + grouped(static_cast<std::int64_t>(files)) + " files, of which this is the first";
  return line + "; " + grouped(report.rows) + (syntax->row_is_user ? " ratings" : " rows");
}

std::string second_line(const TextLayout& layout, const Understanding& understood,
                        const ImportReport& report) {
  std::string line = report.implicit
                         ? "no column of ratings: each row is an interaction and counts 1 (to rank "
                           "by them, train with an unrated weight)"
                         : "ratings " + shortest(report.lowest) + " to " + shortest(report.highest);
  line += std::string("; columns found ") + understood.found_by;
  if (layout.timed() && layout.time.form != TimeForm::number) line += "; times without a zone are UTC";
  const auto unused = layout.column_count - static_cast<std::int32_t>(understood.columns.size());
  if (!understood.separator.empty() && !understood.columns.empty() && unused > 0)
    line += "; " + std::to_string(unused) + " other columns not used";
  return line;
}

}  // namespace

Understanding state_understanding(const Communicator& comm, const ResolvedFile& file, std::size_t files,
                                  const RatingTable& table, const ImportReport& report) {
  const TextLayout& layout = file.layout;
  const TextSyntax* syntax = layout.preset().syntax;
  Understanding understood;
  if (syntax->states_separator) understood.separator = separator_words(layout.fields.separator.text());
  understood.header = layout.header;
  understood.found_by = roles_words(layout);
  if (layout.timed()) {
    understood.time_form = describe(layout.time);
    find_times(comm, table, understood);
  }
  if (!syntax->row_is_user) understood.columns = columns_of(file);
  understood.text = {first_line(layout, files, understood, report), second_line(layout, understood, report)};
  return understood;
}

}  // namespace crucible
