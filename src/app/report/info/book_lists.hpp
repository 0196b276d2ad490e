#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/store/rating_store.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// Prints and notes the books, at most `limit`, whose title contains `text` or whose id is `text`. For rank
/// 0.
void show_books(Job& job, const std::vector<std::string>& ids, const std::vector<std::string>& titles,
                const std::string& text, std::int64_t limit);

/// Prints and notes the ratings of user `id`, best first, at most `limit`. Throws InputError if there is
/// no such user. For rank 0.
void show_user(Job& job, const RatingStore& store, const std::string& id, std::int64_t limit);

}  // namespace crucible
