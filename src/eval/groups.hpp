#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// Names of the groups of users by known ratings: "1-9 ratings" and so on.
std::vector<std::string> user_group_names();
/// The group of a user with `ratings` known ratings.
std::size_t user_group(std::int64_t ratings) noexcept;

/// Names of the groups of books by popularity.
std::vector<std::string> book_group_names();
/// Each book's group: books in descending order of `popularity` (ties by index), cut at 1, 10 and 50 %.
std::vector<std::uint8_t> book_groups(std::span<const std::int64_t> popularity);

}  // namespace crucible
