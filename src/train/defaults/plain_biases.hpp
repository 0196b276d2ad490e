#pragma once

#include "crucible/data/rating_shard.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// Biases that are fitted to the ratings without any factors: prediction = mean + user bias + book bias.
/// Biases of users and books with few ratings are shrunk towards 0.
struct PlainBiases {
  std::vector<float> user;  ///< of this rank's users
  std::vector<float> book;  ///< of all books
};

/// Alternating damped means of what is left of the ratings of `train`. The same bits at any number of ranks.
/// Collective. Takes 8 passes over the ratings and 16 bytes a book while it runs.
/// `ratings_of_book` counts the ratings of each book over all ranks.
PlainBiases fit_plain_biases(const Communicator& comm, const RatingShard& train, double mean,
                             std::span<const std::int64_t> ratings_of_book);

}  // namespace crucible
