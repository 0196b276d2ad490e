#pragma once

#include "crucible/data/rating_table.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>

namespace crucible {

/// What keep_core() left out, over all ranks.
struct CoreRemoval {
  std::int64_t users = 0;
  std::int64_t books = 0;
  std::int64_t ratings = 0;
};

/// Collective. Leaves out users with fewer than `min_user_ratings` and books with fewer than
/// `min_book_ratings` ratings, again and again until all that are left have enough (the k-core of the
/// bipartite graph, which is the same whatever the order). Users and books without any rating go too. Indices
/// close up; order is kept. Each round costs one pass over the ratings and two exchanges of one number per
/// book that a rank meets.
CoreRemoval keep_core(const Communicator& comm, RatingTable& table, std::int64_t min_user_ratings,
                      std::int64_t min_book_ratings);

}  // namespace crucible
