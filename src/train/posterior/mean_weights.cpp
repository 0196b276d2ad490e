#include "posterior/mean_weights.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace crucible {

namespace {

struct Candidate {
  MeanWeights weights;
  std::int64_t free = 0;  ///< weights that were fitted
};

/// The weight of a prediction that stands alone.
double weight_alone(double target, double squares) noexcept {
  return squares > 0 ? std::max(target / squares, 0.0) : 0;
}

double squared_error(const MeanSums& sums, MeanWeights w) noexcept {
  return sums.target_squares - 2 * (w.steps * sums.steps_target + w.draws * sums.draws_target) +
         w.steps * w.steps * sums.steps_squares + w.draws * w.draws * sums.draws_squares +
         2 * w.steps * w.draws * sums.products;
}

/// Least squares with both weights; the steps as they are where that has no answer without negative weights.
MeanWeights both_fitted(const MeanSums& sums) noexcept {
  // Predictions that are nearly multiples of each other have no weights of their own.
  constexpr double nearly_one = 1e-9;
  const double squares = sums.steps_squares * sums.draws_squares;
  const double determinant = squares - sums.products * sums.products;
  if (!(determinant > nearly_one * squares)) return {};
  const MeanWeights both{
      (sums.steps_target * sums.draws_squares - sums.draws_target * sums.products) / determinant,
      (sums.draws_target * sums.steps_squares - sums.steps_target * sums.products) / determinant};
  return both.steps >= 0 && both.draws >= 0 ? both : MeanWeights{};
}

/// A lower value is better.
double information_criterion(const MeanSums& sums, const Candidate& candidate) noexcept {
  const auto count = static_cast<double>(sums.count);
  const double error = squared_error(sums, candidate.weights) / count;
  return count * std::log(std::max(error, std::numeric_limits<double>::min())) +
         2 * static_cast<double>(candidate.free);
}

}  // namespace

void MeanSums::add(double target, double steps, double draws) noexcept {
  ++count;
  target_squares += target * target;
  steps_squares += steps * steps;
  draws_squares += draws * draws;
  products += steps * draws;
  steps_target += steps * target;
  draws_target += draws * target;
}

MeanWeights best_mean(const MeanSums& sums) noexcept {
  constexpr std::int64_t ratings_a_weight = 20;
  const MeanWeights both = both_fitted(sums);
  // From few free weights to many; the first of equals wins. One alone is fitted where both cannot be.
  std::array<Candidate, 3> candidates{{{{1, 0}, 0}, {both, 2}, {both, 2}}};
  if (both == MeanWeights{}) {
    candidates[1] = {{weight_alone(sums.steps_target, sums.steps_squares), 0}, 1};
    candidates[2] = {{0, weight_alone(sums.draws_target, sums.draws_squares)}, 1};
  }
  MeanWeights best;
  double least = std::numeric_limits<double>::infinity();
  for (const Candidate& candidate : candidates) {
    if (sums.count < ratings_a_weight * std::max<std::int64_t>(candidate.free, 1)) continue;
    const double criterion = information_criterion(sums, candidate);
    if (!(criterion < least)) continue;
    least = criterion;
    best = candidate.weights;
  }
  return best;
}

}  // namespace crucible
