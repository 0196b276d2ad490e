#pragma once

#include "crucible/app/job.hpp"
#include "crucible/model/training_state.hpp"

#include <cstdint>
#include <string>

#include <nlohmann/json.hpp>

namespace crucible {

/// What an epoch's line says, with the time that is left if all `epochs` are done.
std::string epoch_line(const EpochReport& report, std::int64_t epochs, double seconds_left);

/// The epoch's row for --json.
nlohmann::ordered_json json_of(const EpochReport& report);

/// Notes for --json what training arrived at and prints it; `stopped` says why it ended.
void report_training(Job& job, const TrainingProgress& progress, const std::string& stopped);

}  // namespace crucible
