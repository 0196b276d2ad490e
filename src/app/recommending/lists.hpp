#pragma once

#include "crucible/cli/job.hpp"
#include "recommending/open_desk.hpp"

#include <functional>
#include <vector>

namespace crucible {

/// Answers a few users; prints the lists and notes them. For rank 0.
void show_lists(Job& job, const OpenDesk& desk, const std::vector<User>& users, bool explain);

/// Answers the users of `all`, an even part on every rank, and writes lists of `top` books to the job's
/// output. `users_of` reads the users of a range, without communication. Collective. Throws IoError.
void write_lists(Job& job, const OpenDesk& desk, std::int64_t top, IndexRange all,
                 const std::function<std::vector<User>(IndexRange)>& users_of);

}  // namespace crucible
