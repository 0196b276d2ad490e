#include "posterior/mean_weights.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// The weight of a prediction that stands alone.
double weight_alone(double target, double squares) noexcept {
  return squares > 0 ? std::max(target / squares, 0.0) : 0;
}

/// How much less squared error the weights leave than 0 does.
double gain(const MeanSums& sums, MeanWeights w) noexcept {
  return 2 * (w.steps * sums.steps_target + w.draws * sums.draws_target) -
         w.steps * w.steps * sums.steps_squares - w.draws * w.draws * sums.draws_squares -
         2 * w.steps * w.draws * sums.products;
}

}  // namespace

void MeanSums::add(double target, double steps, double draws) noexcept {
  steps_squares += steps * steps;
  draws_squares += draws * draws;
  products += steps * draws;
  steps_target += steps * target;
  draws_target += draws * target;
}

MeanWeights best_mean(const MeanSums& sums) noexcept {
  // Predictions that are nearly multiples of each other have no weights of their own.
  constexpr double nearly_one = 1e-9;
  const double squares = sums.steps_squares * sums.draws_squares;
  const double determinant = squares - sums.products * sums.products;
  if (determinant > nearly_one * squares) {
    const MeanWeights both{
        (sums.steps_target * sums.draws_squares - sums.draws_target * sums.products) / determinant,
        (sums.draws_target * sums.steps_squares - sums.steps_target * sums.products) / determinant};
    if (both.steps >= 0 && both.draws >= 0) return both;
  }
  if (!(squares > 0)) return sums.draws_squares > 0 ? MeanWeights{0, 1} : MeanWeights{};
  const MeanWeights steps{weight_alone(sums.steps_target, sums.steps_squares), 0};
  const MeanWeights draws{0, weight_alone(sums.draws_target, sums.draws_squares)};
  return gain(sums, draws) > gain(sums, steps) ? draws : steps;
}

}  // namespace crucible
