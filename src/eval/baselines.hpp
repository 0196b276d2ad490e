#pragma once

#include "crucible/eval/evaluation_data.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// The baselines' values: the mean, each book's popularity and damped mean, and biases. They come from
/// training ratings only.
struct Baselines {
  double mean = 0;                       ///< of all ratings
  std::vector<std::int64_t> popularity;  ///< number of ratings of each book
  std::vector<double> book_mean;         ///< damped towards the mean
  std::vector<double> book_bias;         ///< of prediction = mean + user bias + book bias
  std::vector<double> user_bias;         ///< of this rank's users; held-out users' from their fold-in part
};

/// How strongly the baselines are drawn to the mean: this many average ratings are added to the ratings of
/// each book or user.
struct Damping {
  double book_mean = 5;
  double book_bias = 5;
  double user_bias = 5;
};

/// Collective. Computes the baselines, the biases by alternating damped means. Every rank gets the values of
/// all books. They do not depend on the number of ranks.
Baselines fit_baselines(const Communicator& comm, const EvaluationData& data, const Damping& damping = {});

}  // namespace crucible
