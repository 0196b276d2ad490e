#pragma once

#include "crucible/data/split_labels.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/train/train_data.hpp"

#include <cstdint>
#include <string>

namespace crucible {

/// What this rank trains on, of all users cut into `shards`: split `split`'s training part (empty: all
/// ratings) and, to be judged by, the part `judged` of those readers that have training ratings at all;
/// whoever is held out whole has no factors to be judged. Throws InputError where nothing is left to train
/// on. Collective.
TrainData load_training_data(const Communicator& comm, const RatingStore& store, const std::string& split,
                             std::int64_t shards, Part judged = Part::validation);

}  // namespace crucible
