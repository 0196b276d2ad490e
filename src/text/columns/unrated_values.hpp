#pragma once

#include "crucible/text/import_options.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>

namespace crucible {

/// True if `value` is a number far outside all the other keys of `kinds`, or the only negative one.
bool stands_apart(const std::string& value, const std::map<std::string, std::size_t>& kinds);

/// What is to be said of a column of ratings of which one value may mean "not rated": -1 where no other is
/// negative, 99 among -10 to 10, 0 in a third and more of the rows where others are 1, 2, 3, ... Nothing
/// if there is none, or where the options settle it (`missing`, `scale`, `ignore_rating`).
std::optional<std::string> problem_of_unrated(std::span<const std::string> ratings,
                                              const ImportOptions& options);

}  // namespace crucible
