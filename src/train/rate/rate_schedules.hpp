#pragma once

#include "crucible/train/rate_schedule.hpp"

#include <array>

namespace crucible {

extern const RateSchedule constant_schedule;
extern const RateSchedule decay_schedule;
extern const RateSchedule bold_driver_schedule;

/// The order of help.
inline constexpr std::array rate_schedules{&constant_schedule, &decay_schedule, &bold_driver_schedule};

}  // namespace crucible
