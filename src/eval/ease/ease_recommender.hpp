#pragma once

#include "recommender.hpp"

namespace crucible {

/// Collective. EASE fitted to the training part, with the lists of `users` (of this rank, ascending from 0)
/// already made. A user is known by the training part, or else by the fold-in part. Only ratings from
/// EvaluateOptions::relevant_from on count, as for the metrics. A user without such ratings gets score 0 for
/// every book, as does a book that nobody has rated.
///
/// Throws as ease_weights() does. `data` need not outlive the result.
FittedBaseline make_ease_baseline(const Communicator& comm, const EvaluationData& data,
                                  std::span<const std::int64_t> users, const EvaluateOptions& options);

}  // namespace crucible
