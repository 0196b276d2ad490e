#pragma once

#include "crucible/train/warm_start.hpp"
#include "workbench.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// Collective. Puts the rows of an older model into the arrays of `bench`, in place of random ones. Rows that
/// the model does not know are computed from `ratings`, first the users by the known books, then the books by
/// all users (ridge_row()). Rows without ratings are 0. With a chain, that is taken up as well. The same bits
/// at any number of ranks. `ratings` has this rank's users, `ratings_of_book` counts those of each book over
/// all ranks.
void take_up(Workbench& bench, const RatingShard& ratings, const std::vector<std::int64_t>& ratings_of_book,
             const WarmStart& from);

/// Local. `ratings` without those of users who are not visited.
RatingShard of_visited_users(const RatingShard& ratings, const std::vector<std::uint8_t>& visited);

}  // namespace crucible
