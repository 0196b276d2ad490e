#include "kernel/kernel.hpp"
#include "optimizer/optimizers.hpp"
#include "optimizer/start.hpp"
#include "rate/rate_schedules.hpp"
#include "schedule/sync_modes.hpp"

#include <array>
#include <cmath>

namespace crucible {

namespace {

constexpr std::array<std::string_view, 2> moments{"moment1", "moment2"};

OptimizerDefaults adamw_defaults(const TrainOptions& /*options*/) noexcept {
  return {same_for_all(1e-3), same_for_all(1e-2), &constant_schedule, 1};
}

/// As in the original program, which is not scaled to the ratings.
RowStart unit_normal(const StartCase& /*start*/) noexcept { return {.offset = 0, .deviation = 1}; }

void adamw_step(const Kernels& kernels, const BatchMove& move) noexcept {
  const auto steps = static_cast<double>(move.step);
  AdamWStep step;
  step.rate = move.rate;
  step.weight_decay = move.l2;
  step.bias_correction1 = static_cast<float>(1 - std::pow(AdamWStep::decay1, steps));
  step.root_bias_correction2 = static_cast<float>(std::sqrt(1 - std::pow(AdamWStep::decay2, steps)));
  kernels.adamw(move.parameters, move.gradients, move.companions[0], move.companions[1], move.count, step);
}

}  // namespace

// Decoupled weight decay is not an L2 per rating. A ridge of its size would fit a new user's few ratings
// exactly and predict nothing about other books. So new users are folded in by projection.
const Optimizer adamw_optimizer{.name = "adamw",
                                .summary = "mini-batches with moments and decoupled weight decay",
                                .biases = false,
                                .defaults = &adamw_defaults,
                                .start = &unit_normal,
                                .own_mode = &batch_mode,
                                .batch_step = &adamw_step,
                                .companions = moments,
                                .starts_near_mean = false,
                                .fold_in = FoldIn::projection};

}  // namespace crucible
