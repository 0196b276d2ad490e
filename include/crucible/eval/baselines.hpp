#pragma once

#include "crucible/eval/evaluation_data.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// What needs no model: the mean, each book's popularity and damped mean, and biases. Of the training ratings
/// alone.
struct Baselines {
  double mean = 0;                       ///< of all ratings
  std::vector<std::int64_t> popularity;  ///< ratings a book
  std::vector<double> book_mean;         ///< damped towards the mean
  std::vector<double> book_bias;         ///< of prediction = mean + user bias + book bias
  std::vector<double> user_bias;         ///< of this rank's users; held-out readers' from their fold-in part
};

/// How strongly the baselines are drawn to the mean: as many average ratings are added to each book's and
/// user's own.
struct Damping {
  double book_mean = 5;
  double book_bias = 5;
  double user_bias = 5;
};

/// Collective. Counts and fits; biases by alternating damped means. Every rank gets all books' values; they
/// do not depend on the number of ranks.
Baselines fit_baselines(const Communicator& comm, const EvaluationData& data, const Damping& damping = {});

}  // namespace crucible
