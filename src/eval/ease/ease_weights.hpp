#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/core/matrix.hpp"
#include "crucible/data/rating_shard.hpp"
#include "crucible/mpi/communicator.hpp"
#include "ease/known_ratings.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace crucible {

/// EASE (H. Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019): the score of a book is a
/// weighted sum of the user's entries, and the weights B (books x books, zero diagonal) solve a ridge
/// regression in closed form. With the entries X of all training users and P = (X^T X + lambda I)^-1, B_ij =
/// -P_ij / P_jj off the diagonal.
///
/// This rank's columns of B. A book that no training user has an entry for has weights 0.
struct EaseWeights {
  double lambda = 0;
  IndexRange books;  ///< this rank's columns
  MatrixD
      weights;  ///< (books.size() x all books), the transpose: the weights of one rated book are contiguous
};

/// The lambda that ease_weights() takes if none is given: 25 sqrt(m), where m is the mean of the diagonal of
/// X^T X over the books that have entries. For entries of 1, that is the mean number of ratings of a rated
/// book. Pure.
double default_ease_lambda(std::span<const double> diagonal);

/// Collective. Fits EASE to the training ratings of all ranks. No rank holds more than its share of a books x
/// books matrix, which exists twice for a while. Costs books^3 operations, and for each user the square of
/// their number of ratings. The weights depend on the number of ranks by rounding.
///
/// Throws UsageError if `lambda` is not positive or too small for a stable solution.
/// @pre there are books, and memory for spd_inverse_need()
EaseWeights ease_weights(const Communicator& comm, const RatingShard& train, const RatingEntry& entries,
                         std::optional<double> lambda);

}  // namespace crucible
