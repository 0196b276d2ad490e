#pragma once

#include "crucible/text/text_fields.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// What a column can be, as an index: user, book, rating, time.
inline constexpr std::size_t user_role = 0;
inline constexpr std::size_t book_role = 1;
inline constexpr std::size_t rating_role = 2;
inline constexpr std::size_t time_role = 3;
inline constexpr std::array<const char*, 4> role_names{"user", "book", "rating", "time"};

/// Column (from 0) by role; no_column where there is none.
using Roles = std::array<std::int32_t, 4>;

/// What find_column() returns where there is no such column, and where there are two.
inline constexpr std::int32_t no_column = -1;
inline constexpr std::int32_t ambiguous_column = -2;

/// The name of a header's field as it is compared: RecBole's ":token" and the like left out, then letters and
/// digits alone, in lower case.
std::string header_name(std::string_view field);

/// Index of the first name of `aliases` that occurs in `names` at all (both as header_name() has them).
std::int32_t find_column(std::span<const std::string> names, std::span<const char* const> aliases);
std::int32_t find_column(const FieldSplitter& header, std::span<const char* const> aliases);

/// header_name() of each field.
std::vector<std::string> header_names(const FieldSplitter& fields);

/// Columns by the names that the usual data sets and tools give them.
Roles roles_by_name(std::span<const std::string> names);
/// A column that counts something (plays, clicks), by its name.
std::int32_t count_column_by_name(std::span<const std::string> names);

/// Names under which users and books go in headers.
std::span<const char* const> user_column_names();
std::span<const char* const> book_column_names();

}  // namespace crucible
