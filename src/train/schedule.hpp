#pragma once

#include "workbench.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace crucible {

/// How an epoch runs over the ranks. Its members are collective.
class Schedule {
 public:
  virtual ~Schedule() = default;

  /// One epoch (from 0) of training with these rates.
  virtual EpochSums run_epoch(std::int64_t epoch, double rate_factor) = 0;
  /// Sum of squared errors of the clipped predictions of all validation ratings.
  virtual double validate() = 0;
  /// The arrays were replaced (a restore): drop what was derived from them.
  virtual void arrays_changed() {}
};

std::unique_ptr<Schedule> make_allreduce_schedule(Workbench& bench);
std::unique_ptr<Schedule> make_rotate_schedule(Workbench& bench);
std::unique_ptr<Schedule> make_batch_schedule(Workbench& bench);

}  // namespace crucible
