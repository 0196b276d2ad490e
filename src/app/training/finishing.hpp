#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/train/train_options.hpp"
#include "crucible/train/training_memory.hpp"
#include "options/train_settings.hpp"

#include <string>

namespace crucible {

/// What is learnt by the validation part once a training is over.
struct Finishing {
  bool spread = false;  ///< how far ratings lie from predictions
  bool times = false;   ///< what times of ratings tell
};

/// Local. What these ratings and options allow. Says so if there are too many ratings.
Finishing plan_finishing(Job& job, const RatingStore& store, const TrainSettings& settings,
                         const TrainOptions& options, const TrainingSizes& sizes);

/// What was learnt; empty if nothing was.
struct Finished {
  TimeEffects times;
  Spread spread;
};

/// Collective. Learns what `what` says for `model`, which holds this rank's users, from the ratings of the
/// split. Says and notes what times tell. Throws what reading the ratings does.
Finished finish(Job& job, const RatingStore& store, const std::string& split, FactorModel model,
                const Finishing& what);

}  // namespace crucible
