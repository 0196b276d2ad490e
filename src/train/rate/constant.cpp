#include "rate/rate_schedules.hpp"

namespace crucible {

namespace {

double constant_factor(double /*decay*/, const TrainingProgress& /*progress*/) noexcept { return 1; }

}  // namespace

const RateSchedule constant_schedule{
    .name = "constant", .summary = "the same rate in every epoch", .factor = &constant_factor};

}  // namespace crucible
