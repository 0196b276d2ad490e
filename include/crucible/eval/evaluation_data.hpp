#pragma once

#include "crucible/data/rating_shard.hpp"
#include "crucible/data/split_labels.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace crucible {

/// The ratings of this rank's users, grouped by their use in the evaluation. All shards hold the same users.
struct EvaluationData {
  /// Seconds since 1970, one for each rating of the shard of the same name; empty: unknown, or not asked for.
  struct Times {
    std::vector<std::int64_t> train;
    std::vector<std::int64_t> test;
    std::vector<std::int64_t> validation;
  };

  RatingShard train;         ///< models and baselines learnt from these
  RatingShard fold_in;       ///< of users held out whole: known when recommending, but not used in training
  RatingShard test;          ///< held out, and judged
  RatingShard rated;         ///< all others but `test`: never recommended
  RatingShard validation{};  ///< held out too, and free to judge how far predictions are off; may be empty
  Times times{};
};

/// Local. The part of `times` for the ratings of the user users.begin + `user` of `shard`; empty if `times`
/// is.
std::span<const std::int64_t> times_of_user(std::span<const std::int64_t> times, const RatingShard& shard,
                                            std::int64_t user);
/// Local. The time of entry `i` of such a part; none if it is empty.
std::optional<std::int64_t> time_at(std::span<const std::int64_t> times, std::size_t i);

/// Local. Groups `ratings` by their labels. `tested` is Part::test or Part::validation. The ratings that the
/// other one holds out are in `rated`; a validation part is also `validation`. `timestamps` has one
/// entry a rating, or is empty. Throws LogicError unless there is one label per rating.
EvaluationData evaluation_data(const RatingShard& ratings, std::span<const std::uint8_t> part,
                               Part tested = Part::test, std::span<const std::int64_t> timestamps = {});

/// Local. Groups `ratings` for fold `tested` of a k-fold split. The ratings of that fold are tested, all
/// others are for training. If the folds are of whole users (protocol users), a user's highest ratings are
/// tested and the others are folded in. A user with too few ratings for that is not judged. Throws LogicError
/// unless there is one fold per rating.
EvaluationData evaluation_data_of_fold(const RatingShard& ratings, const SplitLabels& labels,
                                       std::int64_t tested, std::span<const std::int64_t> timestamps = {});

}  // namespace crucible
