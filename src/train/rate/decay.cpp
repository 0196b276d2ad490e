#include "crucible/model/training_state.hpp"
#include "rate/rate_schedules.hpp"

#include <cmath>

namespace crucible {

namespace {

double decay_factor(double decay, const TrainingProgress& progress) noexcept {
  return std::pow(decay, static_cast<double>(progress.epoch));
}

}  // namespace

const RateSchedule decay_schedule{
    .name = "decay", .summary = "times a factor an epoch", .factor = &decay_factor, .uses_decay = true};

}  // namespace crucible
