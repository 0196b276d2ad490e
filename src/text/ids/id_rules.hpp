#pragma once

#include "crucible/text/import_options.hpp"

#include <string>
#include <string_view>

namespace crucible {

/// Longest id, in bytes of UTF-8: ids are stored at fixed length.
inline constexpr std::size_t longest_id = 1024;

/// What is wrong with `id` ("is empty", "is not valid UTF-8", ...), or null.
const char* problem_of_id(std::string_view id) noexcept;

/// What is wrong with `rating` under the scale of `policy`, as words that follow the value, or nothing.
std::string problem_of_rating(float rating, const RowPolicy& policy);

/// True if rows with `rating` are to be left out.
inline bool is_ignored(float rating, const RowPolicy& policy) noexcept {
  return policy.ignore_rating && rating == static_cast<float>(*policy.ignore_rating);
}

}  // namespace crucible
