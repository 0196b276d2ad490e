#pragma once

#include "crucible/cli/option_table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

// Strict conversions between the text of an option and its value. They throw UsageError with only the problem
// as its message; the option table puts command and option in front of it. Local.

std::int64_t parse_integer(const std::string& text, Limits limits);
double parse_real(const std::string& text, Limits limits);
bool parse_switch(const std::string& text);
std::vector<std::string> split_list(const std::string& text);

/// The entry of `names` that needs the fewest edits to become `name`, or empty if all need too many.
std::string nearest_name(const std::string& name, const std::vector<std::string>& names);
/// The same with `most_edits` as the limit.
std::string nearest_name(const std::string& name, const std::vector<std::string>& names,
                         std::size_t most_edits);

}  // namespace crucible
