#pragma once

#include "crucible/data/split_labels.hpp"
#include "crucible/eval/metrics.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/tune/tune_results.hpp"
#include "crucible/tune/tune_space.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// How a candidate is trained and judged.
struct TuneTask {
  std::string split;
  Part judged = Part::validation;    ///< the part that judges, if there is no fold
  std::optional<std::int64_t> fold;  ///< judge by this fold, and train on all others
  std::vector<Metric> metrics;       ///< the first one decides which epoch is the best
  std::int64_t judge_every = 0;      ///< epochs between judgements; 0: judge only after the last one
  double share = 1;                  ///< of a candidate's epochs that are run, rounded up
  std::vector<double> also_after;    ///< shares of the epochs after which it is judged as well
};

/// Local. True if lower values of `metric` are better.
bool smaller_is_better(const Metric& metric);

/// Local. The metrics of a search if the caller names none; the first one decides. If the split holds out
/// whole users, it is the share of the n masked books that are among the first n of the list. That is
/// overlap@10 for n = 10, and precision@n otherwise.
std::vector<std::string> default_tune_metrics(const SplitSummary& split);

/// Collective. Trains `candidate` and judges it. Stops before its last epoch if nothing got better for as
/// many judgements as its patience allows (where the candidate keeps its best model: when the trainer's
/// patience is out), or after the task's share of the epochs. A training that diverges is a result, not an
/// error. Throws UsageError if the first metric has no value on the held-out ratings.
TuneRun train_and_judge(const Communicator& comm, const RatingStore& store, const TuneTask& task,
                        TuneCandidate candidate);

}  // namespace crucible
