#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/core/index_range.hpp"
#include "crucible/store/rating_store.hpp"

namespace crucible {

/// Prints and notes what a ratings file holds, with its splits; `users` are this rank's. Collective.
void show_ratings(Job& job, const RatingStore& store, IndexRange users);

}  // namespace crucible
