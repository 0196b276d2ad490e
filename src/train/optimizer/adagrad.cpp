#include "kernel/kernel.hpp"
#include "optimizer/optimizers.hpp"
#include "optimizer/start.hpp"
#include "rate/rate_schedules.hpp"

#include <cmath>

namespace crucible {

namespace {

OptimizerDefaults adagrad_defaults(const TrainOptions& /*options*/) noexcept {
  return {same_for_all(0.1), same_for_all(0.05), &constant_schedule, 1};
}

RateScales adagrad_scales(double spread) noexcept { return {std::sqrt(spread), spread, spread}; }

KernelPass adagrad_pass(const Kernels& kernels) noexcept { return kernels.adagrad; }

AccumulatorStart adagrad_accumulators(double spread) noexcept {
  return {spread * spread * spread, spread * spread};
}

}  // namespace

const Optimizer adagrad_optimizer{.name = "adagrad",
                                  .summary = "steps that shrink as a row's gradients add up",
                                  .defaults = &adagrad_defaults,
                                  .scales = &adagrad_scales,
                                  .start = &start_near_mean,
                                  .pass = &adagrad_pass,
                                  .accumulators = &adagrad_accumulators};

}  // namespace crucible
