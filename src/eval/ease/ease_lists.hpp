#pragma once

#include "crucible/eval/evaluation_data.hpp"
#include "crucible/recommend/top_k.hpp"
#include "ease/ease_weights.hpp"

#include <span>

namespace crucible {

/// Collective. The `top` best books of each of `users`, who are users of this rank counted from 0, without
/// those that the user has rated. Users are sent round, each rank scores its own books, and the user's rank
/// merges what it gets. Costs (known ratings x books) per user, spread over the ranks.
TopLists ease_lists(const Communicator& comm, const EaseWeights& ease, const EvaluationData& data,
                    const RatingEntry& entries, std::span<const std::int64_t> users, std::int64_t top);

}  // namespace crucible
