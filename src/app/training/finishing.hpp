#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/train/train_options.hpp"
#include "crucible/train/training_memory.hpp"
#include "options/train_settings.hpp"

#include <string>

namespace crucible {

/// What is learnt once a training is over.
struct Finishing {
  bool spread = false;  ///< by the validation part: how far ratings lie from predictions
  bool times = false;   ///< the same: what times of ratings tell
  bool link = false;    ///< what the books that somebody has rated say of users who are folded in

  bool any() const noexcept { return spread || times || link; }
};

/// Local. What these ratings and options allow. Says so if there are too many ratings.
Finishing plan_finishing(Job& job, const RatingStore& store, const TrainSettings& settings,
                         const TrainOptions& options, const TrainingSizes& sizes);

/// Local. What finish() takes on this rank, in bytes.
double finishing_memory(const Finishing& what, const TrainingSizes& sizes, const TrainOptions& options);

/// What was learnt; empty if nothing was.
struct Finished {
  TimeEffects times;
  Spread spread;
  RatedLink link;
};

/// Collective. Learns what `what` says for `model`, which holds this rank's users, from the ratings of the
/// split. Says and notes what times and rated books tell. Throws what reading the ratings does.
Finished finish(Job& job, const RatingStore& store, const std::string& split, FactorModel model,
                const Finishing& what);

}  // namespace crucible
