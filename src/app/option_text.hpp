#pragma once

#include "crucible/app/option_table.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

// Strict conversions between the text of an option and its value. They throw UsageError with the bare
// problem, for the table to put command and option in front.

std::int64_t parse_integer(const std::string& text, Limits limits);
double parse_real(const std::string& text, Limits limits);
bool parse_switch(const std::string& text);
std::vector<std::string> split_list(const std::string& text);

std::string show_real(double value);

/// The entry of `names` that is nearest to `name` by edits, or empty where none is near.
std::string nearest_name(const std::string& name, const std::vector<std::string>& names);

}  // namespace crucible
