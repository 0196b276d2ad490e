#pragma once

#include <cstdint>

namespace crucible {

/// What the predictions of two models are multiplied by in their weighted mean.
struct MeanWeights {
  double steps = 1;
  double draws = 0;

  friend bool operator==(const MeanWeights&, const MeanWeights&) = default;
};

/// What least squares needs to know of ratings and the two predictions of each.
struct MeanSums {
  std::int64_t count = 0;
  double target_squares = 0;
  double steps_squares = 0;
  double draws_squares = 0;
  double products = 0;      ///< of the two predictions
  double steps_target = 0;  ///< prediction x rating; all less the global mean
  double draws_target = 0;

  void add(double target, double steps, double draws) noexcept;
};

/// The weights of least squares, or the steps as they are where the information criterion of Akaike (1974)
/// prefers them: a few ratings would be fitted, noise included. A fitted weight needs 20 ratings. None is
/// negative: a model that is of no use is left out. Pure.
MeanWeights best_mean(const MeanSums& sums) noexcept;

}  // namespace crucible
