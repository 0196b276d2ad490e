#pragma once

#include "crucible/core/error.hpp"

#include <span>
#include <string>
#include <string_view>

namespace crucible {

/// The row with this name in a table of descriptors. Throws UsageError, which names the argument and lists
/// the names, if there is none.
template <typename Row>
const Row& row_named(std::span<const Row* const> table, std::string_view argument, std::string_view name) {
  std::string names;
  for (const Row* row : table) {
    if (row->name == name) return *row;
    names.append(names.empty() ? "" : ", ").append(row->name);
  }
  throw UsageError("`" + std::string(argument) + "`: '" + std::string(name) + "' is none of " + names);
}

}  // namespace crucible
