#pragma once

#include "crucible/data/rating_shard.hpp"
#include "crucible/data/split_labels.hpp"

#include <cstdint>
#include <span>

namespace crucible {

/// The ratings of this rank's users, sorted by what evaluation does with them. All four hold the same users.
struct EvaluationData {
  RatingShard train;    ///< what models and baselines learnt from
  RatingShard fold_in;  ///< of readers held out whole: known when recommending, never trained on
  RatingShard test;     ///< held out: what is judged
  RatingShard rated;    ///< everything but `test`: never recommended
};

/// Cuts `ratings` up by their labels. `tested` is Part::test or Part::validation; what the other one holds
/// out is in `rated` alone. @pre one label a rating
EvaluationData evaluation_data(const RatingShard& ratings, std::span<const std::uint8_t> part,
                               Part tested = Part::test);

/// Cuts `ratings` up for fold `fold` of a k-fold split: the ratings of that fold are tested, all others
/// trained on. Folds of whole readers (protocol users): of a reader of that fold the highest ratings are
/// tested and the others folded in; one with too few ratings for that is not judged. @pre one fold a rating
EvaluationData evaluation_data_of_fold(const RatingShard& ratings, const SplitLabels& labels,
                                       std::int64_t tested);

/// The entries [begin, end) of user `user` (of the shard's own counting, from 0).
struct UserRow {
  std::span<const BookIndex> book;
  std::span<const float> rating;
};
UserRow user_row(const RatingShard& shard, std::int64_t user);

}  // namespace crucible
