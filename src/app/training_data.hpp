#pragma once

#include "crucible/data/split_labels.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/train/train_data.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace crucible {

/// What this rank trains on, of all users cut into `shards`: split `split`'s training part (empty: all
/// ratings) and, to be judged by, the part `judged` of those readers that have training ratings at all;
/// whoever is held out whole has no factors to be judged. Throws InputError where nothing is left to train
/// on. With `fold` that is all ratings outside this fold of the split, and nothing to be judged by.
/// Collective.
TrainData load_training_data(const Communicator& comm, const RatingStore& store, const std::string& split,
                             std::int64_t shards, Part judged = Part::validation,
                             std::optional<std::int64_t> fold = {});

/// Throws UsageError unless the split has folds and `fold` is one of them. Local.
void check_fold(const RatingStore& store, const std::string& split, std::int64_t fold);
/// The number of folds of a split; 0 where it has none. Local.
std::int64_t folds_of(const RatingStore& store, const std::string& split);
/// How many books of a reader held out whole the split masks; 0 where it holds no readers out whole. Local.
std::int64_t masked_books_of(const SplitSummary& split);

}  // namespace crucible
