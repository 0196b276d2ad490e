#pragma once

#include "crucible/data/split_labels.hpp"
#include "crucible/data/train_data.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/rating_store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace crucible {

/// Collective. The training data of this rank, of all users cut into `shards`: the training part of split
/// `split` (empty: all ratings). Its validation part is the part `judged`, but only of users with training
/// ratings, because users held out whole have no factors to judge. With `fold`, all ratings outside this fold
/// of the split are for training, and there is no validation part. Throws InputError if there is nothing to
/// train on, and what RatingStore::read_part() and read_fold() throw.
TrainData load_training_data(const Communicator& comm, const RatingStore& store, const std::string& split,
                             std::int64_t shards, Part judged = Part::validation,
                             std::optional<std::int64_t> fold = {});

/// Local. Throws UsageError unless the split has folds and `fold` is one of them.
void check_fold(const RatingStore& store, const std::string& split, std::int64_t fold);
/// Local. The number of folds of a split; 0 if it has none.
std::int64_t folds_of(const RatingStore& store, const std::string& split);
/// Local. The number of best-liked books that the split masks of each user held out whole; 0 if it masks
/// none.
std::int64_t masked_books_of(const SplitSummary& split);

}  // namespace crucible
