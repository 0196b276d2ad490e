#pragma once

#include "crucible/data/rating_shard.hpp"
#include "warm/ridge.hpp"
#include "workbench.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// Collective. The rows of the books `books` (ascending, the same on all ranks) from all of their ratings by
/// this rank's users' rows `users`: (books x (k + 1)), the bias last, on every rank. Each book is solved by
/// one rank, with its users in their order: the same bits at any number of ranks.
std::vector<float> rows_of_books(const Workbench& bench, const RatingShard& ratings, const FactorRows& users,
                                 const std::vector<BookIndex>& books, const RowL2& l2);

}  // namespace crucible
