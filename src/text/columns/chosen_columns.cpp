#include "columns/chosen_columns.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace crucible {

bool columns_are_positions(const ImportOptions& options) {
  return std::all_of(options.columns.begin(), options.columns.end(), [](const std::string& column) {
    return !column.empty() && column.find_first_not_of("0123456789") == std::string::npos;
  });
}

Roles columns_by_chosen_names(const FileHead& head, const FieldSplitter& first,
                              const std::vector<std::string>& names) {
  const std::vector<std::string>& chosen = head.options.columns;
  Roles roles{no_column, no_column, no_column, no_column};
  for (std::size_t role = 0; role < chosen.size(); ++role) {
    for (std::size_t i = 0; i < first.size() && roles[role] < 0; ++i)
      if (trimmed(first[i]) == chosen[role]) roles[role] = static_cast<std::int32_t>(i);
    const std::string plain = header_name(chosen[role]);
    const std::array<const char*, 1> alias{plain.c_str()};
    if (roles[role] < 0) roles[role] = find_column(names, alias);
    if (roles[role] == no_column)
      head.fail("no column " + printable(chosen[role]) + " in the header " + printable(head.first));
  }
  return roles;
}

Roles columns_by_chosen_positions(const FileHead& head, std::int32_t count) {
  const std::vector<std::string>& chosen = head.options.columns;
  Roles roles{no_column, no_column, no_column, no_column};
  for (std::size_t role = 0; role < chosen.size(); ++role) {
    const std::string& text = chosen[role];
    std::int32_t position = 0;
    std::from_chars(text.data(), text.data() + text.size(), position);
    if (position < 1 || position > count)
      head.fail("column " + text + " is asked for, but there are " + std::to_string(count) + " in " +
                printable(head.first));
    roles[role] = position - 1;
  }
  return roles;
}

std::vector<std::string> commented_names(const FileHead& head, const FieldRules& rules, std::size_t count) {
  FieldSplitter comment(rules);
  if (comment.split(head.comment) != nullptr || comment.size() != count) return {};
  std::vector<std::string> names = header_names(comment);
  const Roles roles = roles_by_name(names);
  if (roles[user_role] < 0 || roles[book_role] < 0) names.clear();
  return names;
}

std::string column_option(const Roles& roles) {
  std::string positions;
  for (const std::int32_t role : roles)
    if (role >= 0) positions += (positions.empty() ? "" : ",") + std::to_string(role + 1);
  return "`columns` " + positions;
}

}  // namespace crucible
