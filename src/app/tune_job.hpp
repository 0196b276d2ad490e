#pragma once

#include "crucible/data/split_labels.hpp"
#include "crucible/eval/metrics.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/rating_store.hpp"
#include "tune_results.hpp"
#include "tune_space.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// How a candidate is trained and judged.
struct TuneTask {
  std::string split;
  Part judged = Part::validation;    ///< without a fold
  std::optional<std::int64_t> fold;  ///< judge by this fold, and train on all others
  std::vector<Metric> metrics;       ///< the first one says which epoch is the best
  std::int64_t judge_every = 0;      ///< epochs between judgements; 0: after the last one alone
};

/// Whether lower values of `metric` are better ones.
bool smaller_is_better(const Metric& metric);

/// Throws UsageError where the texts by train option do not go together. Local.
void check_candidate(const OptionTexts& options);

/// Trains with `options` (text by train option) and judges. Stops before --epochs where as many judgements as
/// --patience says (3) brought nothing better. A training that diverges is a result, not an error.
/// Collective.
TuneRun train_and_judge(const Communicator& comm, const RatingStore& store, const TuneTask& task,
                        const OptionTexts& options);

}  // namespace crucible
