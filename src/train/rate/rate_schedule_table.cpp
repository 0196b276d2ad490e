#include "rate/rate_schedules.hpp"
#include "table_row.hpp"

namespace crucible {

std::span<const RateSchedule* const> rate_schedule_table() noexcept { return rate_schedules; }

const RateSchedule& rate_schedule_named(std::string_view name) {
  return row_named(rate_schedule_table(), "rate_schedule", name);
}

}  // namespace crucible
