#pragma once

#include "workbench.hpp"

#include <cstdint>

namespace crucible {

/// The constant ridges that fold a new user in where training had no L2 per rating. In squared ratings.
struct FoldInRidge {
  double factors = 0;
  double bias = 0;
};

/// Runs epochs over the ranks. All members are collective, except ridge().
class Schedule {
 public:
  virtual ~Schedule() = default;

  /// Trains one epoch (from 0). `rate_factor` multiplies the learning rates.
  virtual EpochSums run_epoch(std::int64_t epoch, double rate_factor) = 0;
  /// Predicts all validation ratings of the bench.
  virtual void predict_validation() = 0;
  /// The arrays were replaced (a restore): drop what was derived from them.
  virtual void arrays_changed() {}
  /// For the model after this number of epochs, as far as the last epoch can tell. Local.
  virtual FoldInRidge ridge(std::int64_t /*epochs*/) const { return {}; }
};

}  // namespace crucible
