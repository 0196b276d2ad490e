#pragma once

#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// Local. Throws UsageError unless indices mean the same users and books in both files.
void check_same_ids(const ModelStore& model, const RatingStore& ratings);

/// Local. What a model of `users` and `books` of `ratings` says of them.
ModelNames names_of(const RatingStore& ratings, IndexRange users, IndexRange books);

/// Local. "NAME (PROTOCOL, PARAMETERS, seed SEED)" of split `name`, as described() says it; "none" if there
/// is no such split.
std::string described_split(const RatingStore& ratings, const std::string& name);

/// Local. The name of the split that `model` was trained with; empty if it was trained without one.
std::string split_of_training(const ModelStore& model);
/// Local. The fold that was left out when the model was trained; none if it was trained without folds. Throws
/// InputError if the file names no valid fold.
std::optional<std::int64_t> fold_of_training(const ModelStore& model);

/// Local. "NAME (PROTOCOL, PARAMETERS, seed SEED)". Models record the split that they were trained with in
/// this form.
std::string described(const SplitSummary& split);

/// Local. Whether the split draws by ids, so that a rating keeps its part when the file grows.
bool is_by_id(const SplitSummary& split);

/// Local. Warnings that the figures of `model` on `split` (empty: all ratings) may be too good, one for each
/// reason: the model was trained on other ratings, with another split, or with the ratings of fold `fold`.
std::vector<std::string> doubts_about_split(const ModelStore& model, const RatingStore& ratings,
                                            const std::string& split, std::optional<std::int64_t> fold);

}  // namespace crucible
