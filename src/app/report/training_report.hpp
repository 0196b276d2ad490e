#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/data/train_data.hpp"
#include "crucible/model/training_state.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/train/draw_plan.hpp"
#include "crucible/train/train_options.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace crucible {

/// Shows the last epoch of `history`, with the time that is left if all `epochs` are done.
void show_epoch(ProgressLog& log, const std::vector<EpochReport>& history, std::int64_t epochs,
                double seconds_left);

/// Says what is trained with and on. Collective.
void announce_training(Job& job, const TrainData& data, const TrainOptions& options);

/// Says and notes what will be drawn after the steps, where `options` ask for it and `validates`: there are
/// ratings to weigh draws by. Local.
void announce_draws(Job& job, const TrainOptions& options, bool validates, const DrawPlan& plan);

/// Warns if there are fewer shards than ranks. Local.
void warn_of_idle_ranks(Job& job, std::int64_t shards);

/// Says and notes that the training of `old` has ended before. Collective.
void report_finished(Job& job, const ModelStore& old);

/// The epoch's row for --json.
nlohmann::ordered_json json_of(const EpochReport& report);

/// Notes for --json what training arrived at and prints it; `stopped` says why it ended.
void report_training(Job& job, const TrainingProgress& progress, const std::string& stopped);

}  // namespace crucible
