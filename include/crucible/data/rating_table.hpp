#pragma once

#include "crucible/data/rating_shard.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace crucible {

/// A whole data set, distributed over the ranks. Each rank holds a contiguous range of users with all their
/// ratings, and the ids and titles of a contiguous range of books. The ranges follow each other in rank order
/// and cover all users and books. `import` and `generate` make such tables, and RatingStore writes them.
struct RatingTable {
  std::int64_t total_users = 0;
  std::int64_t total_books = 0;
  std::int64_t total_ratings = 0;
  double scale_low = 0;  ///< the rating scale, given or observed; equal on all ranks
  double scale_high = 0;
  RatingShard ratings;                   ///< of the users ratings.users
  std::vector<std::int64_t> timestamp;   ///< seconds since 1970, one per rating; empty on all ranks: unknown
  std::vector<std::string> user_ids;     ///< ratings.users.size() external ids, UTF-8
  IndexRange books;                      ///< this rank's books
  std::vector<std::string> book_ids;     ///< books.size() external ids, UTF-8
  std::vector<std::string> book_titles;  ///< books.size() titles, UTF-8; empty on all ranks: unknown
};

}  // namespace crucible
