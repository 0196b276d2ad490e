#pragma once

#include "columns/column_names.hpp"
#include "syntax/text_syntax.hpp"

#include <string>
#include <vector>

namespace crucible {

/// True if `columns` of the options gives positions, not names.
bool columns_are_positions(const ImportOptions& options);

/// The columns that the options give by name: to the letter, else as plain names. `first`: the fields of the
/// header, `names` the same as header_name() has them. Throws InputError if one is missing.
Roles columns_by_chosen_names(const FileHead& head, const FieldSplitter& first,
                              const std::vector<std::string>& names);

/// The columns that the options give by position, from 1 to `count`. Throws InputError for any other.
Roles columns_by_chosen_positions(const FileHead& head, std::int32_t count);

/// The names in the comment before the first line, as header_name() has them, where they are `count` and tell
/// user and book. Else empty.
std::vector<std::string> commented_names(const FileHead& head, const FieldRules& rules, std::size_t count);

/// "`columns` 1,2,3" for messages: what the user would say to have these roles.
std::string column_option(const Roles& roles);

}  // namespace crucible
