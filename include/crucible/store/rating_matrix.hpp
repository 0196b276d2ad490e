#pragma once

#include "crucible/data/rating_shard.hpp"
#include "crucible/linalg/row_slab.hpp"
#include "crucible/linalg/sparse_rows.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// What fills the entries without a rating.
enum class Fill : std::uint8_t { zero, mean, bias };

/// Ratings as a (users x books) matrix. Entry (u, b) is the rating, or, if there is none, the fill
/// global_mean + user_bias[u] + book_bias[b]. The matrix is not dense: `ratings` holds the ratings minus the
/// fill.
struct RatingMatrix {
  Fill fill = Fill::zero;
  double global_mean = 0;         ///< 0 unless the fill is bias
  std::vector<double> user_bias;  ///< of this rank's users; zeros unless the fill is bias
  std::vector<double> book_bias;  ///< of all books: zeros, mean ratings or biases
  RatingShard ratings;            ///< of this rank's users; rating minus fill
  LowRankTerms terms;             ///< the fill as outer products; none for zero
  std::int64_t total_users = 0;

  SparseRows sparse() const;
  /// Local. This rank's rows as a dense matrix, (users x books).
  RowSlab dense() const;
};

/// Collective. Fills the entries without a rating. `ratings` are those of this rank's users. The mean of a
/// book without ratings is the global mean. Book biases are damped by 5 ratings. The bias of a user is the
/// mean of their ratings minus global mean and book biases.
RatingMatrix fill_ratings(const Communicator& comm, RatingShard ratings, std::int64_t total_users, Fill fill);

}  // namespace crucible
