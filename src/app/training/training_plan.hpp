#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "options/train_settings.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace crucible {

/// What is settled before ratings are loaded.
struct TrainingPlan {
  std::string config;             ///< what a resume must not change, without the line for syncs
  std::int64_t shards = 0;        ///< of the schedule
  std::optional<ModelStore> old;  ///< the checkpoint to go on from; nothing to start at the first epoch
  bool finished = false;          ///< nothing is left to train
};

/// Settles it from options, ratings and the checkpoint at the job's output. Puts the split that is taken into
/// `settings` (empty: all ratings), so that --json shows it. `warm_config` are
/// further lines of the config, on the model to go on from. Collective. Throws UsageError
/// if options and ratings do not fit, or the checkpoint is of another training; InputError if no good
/// checkpoint is left.
TrainingPlan plan_training(Job& job, TrainSettings& settings, const OptionTable& options,
                           const RatingStore& store, const std::string& warm_config);

}  // namespace crucible
