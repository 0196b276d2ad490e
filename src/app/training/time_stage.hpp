#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/train/training_memory.hpp"

#include <string>

namespace crucible {

/// Collective. Whether the times of these ratings may tell something to a model that is trained on this
/// split: there are times, and a validation part to judge by. Says so if there are too many ratings.
bool may_learn_times(Job& job, const RatingStore& store, const std::string& split,
                     const TrainingSizes& sizes);

/// Collective. What the times of the ratings tell beyond `model`, which holds this rank's users; empty if
/// that is nothing. Says and notes what was found. Throws what reading the ratings does.
TimeEffects learn_times(Job& job, const RatingStore& store, const std::string& split, FactorModel model);

}  // namespace crucible
