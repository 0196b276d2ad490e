#pragma once

#include "crucible/data/rating_shard.hpp"
#include "crucible/data/split_labels.hpp"

#include <cstdint>
#include <span>

namespace crucible {

/// The ratings of this rank's users, grouped by their use in the evaluation. All shards hold the same users.
struct EvaluationData {
  RatingShard train;         ///< models and baselines learnt from these
  RatingShard fold_in;       ///< of users held out whole: known when recommending, but not used in training
  RatingShard test;          ///< held out, and judged
  RatingShard rated;         ///< all others but `test`: never recommended
  RatingShard validation{};  ///< held out too, and free to judge how far predictions are off; may be empty
};

/// Local. Groups `ratings` by their labels. `tested` is Part::test or Part::validation. The ratings that the
/// other one holds out are in `rated`; a validation part is also `validation`. Throws LogicError unless there
/// is one label per rating.
EvaluationData evaluation_data(const RatingShard& ratings, std::span<const std::uint8_t> part,
                               Part tested = Part::test);

/// Local. Groups `ratings` for fold `tested` of a k-fold split. The ratings of that fold are tested, all
/// others are for training. If the folds are of whole users (protocol users), a user's highest ratings are
/// tested and the others are folded in. A user with too few ratings for that is not judged. Throws LogicError
/// unless there is one fold per rating.
EvaluationData evaluation_data_of_fold(const RatingShard& ratings, const SplitLabels& labels,
                                       std::int64_t tested);

}  // namespace crucible
