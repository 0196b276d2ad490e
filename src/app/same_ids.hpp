#pragma once

#include "crucible/app/progress_log.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace crucible {

/// Throws UsageError unless indices mean the same readers and books in both files. Local.
void check_same_ids(const ModelStore& model, const RatingStore& ratings);

/// The name of the split that `model` was trained with; empty where none is told. Local.
std::string split_of_training(const ModelStore& model);
/// The fold that the model was trained without; nothing where it was trained without folds.
std::optional<std::int64_t> fold_of_training(const ModelStore& model);

/// "NAME (PROTOCOL, PARAMETERS, seed SEED)": what a model says of the split that it was trained with.
std::string described(const SplitSummary& split);

/// Warns where `model` was not trained on the training part of split `split` (empty: on all ratings), or not
/// without its fold `fold`. Local.
void warn_of_other_split(const ModelStore& model, const RatingStore& ratings, const std::string& split,
                         std::optional<std::int64_t> fold, ProgressLog& log);

}  // namespace crucible
