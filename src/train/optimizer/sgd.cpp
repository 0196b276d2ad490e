#include "kernel/kernel.hpp"
#include "optimizer/optimizers.hpp"
#include "optimizer/start.hpp"
#include "rate/rate_schedules.hpp"

namespace crucible {

namespace {

OptimizerDefaults sgd_defaults(const TrainOptions& options) noexcept {
  // Targets are in 0..1, and most of them are 0; see docs/ranking.md.
  if (options.unrated_weight > 0) return {same_for_all(0.05), same_for_all(0.02), &decay_schedule, 0.97};
  OptimizerDefaults defaults{same_for_all(0.03), same_for_all(0.1), &decay_schedule, 0.97};
  defaults.learning_rate.user_bias = defaults.learning_rate.book_bias = 0.012;
  defaults.regularization.user_bias = defaults.regularization.book_bias = 0.05;
  return defaults;
}

RateScales sgd_scales(double spread) noexcept { return {1 / spread, 1, spread}; }

KernelPass sgd_pass(const Kernels& kernels) noexcept { return kernels.sgd; }

}  // namespace

const Optimizer sgd_optimizer{.name = "sgd",
                              .summary = "plain steps",
                              .defaults = &sgd_defaults,
                              .scales = &sgd_scales,
                              .start = &start_near_mean,
                              .pass = &sgd_pass,
                              .l2_from_data = true};

// The same steps, and what follows them.
const Optimizer averaged_optimizer{.name = "averaged",
                                   .summary = "sgd, then draws from the posterior, and the best mean of both",
                                   .defaults = &sgd_defaults,
                                   .scales = &sgd_scales,
                                   .start = &start_near_mean,
                                   .pass = &sgd_pass,
                                   .l2_from_data = true,
                                   .averages = true,
                                   .links = true};

}  // namespace crucible
