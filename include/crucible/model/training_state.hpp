#pragma once

#include "crucible/core/index_range.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

namespace crucible {

/// What happened in one epoch. The same on every rank but for nothing: sums are over all ranks.
struct EpochReport {
  std::int64_t epoch = 0;    ///< from 1
  double seconds = 0;        ///< wall time of the slowest rank, validation included
  double learning_rate = 0;  ///< of the user factors, before the scaling by spread
  double train_rmse =
      0;  ///< of the predictions made while training, ratings (targets with an unrated weight)
  double validation_rmse =
      std::numeric_limits<double>::quiet_NaN();  ///< clipped predictions; NaN: no such part
  std::int64_t updates = 0;                      ///< ratings visited
  std::int64_t bytes_sent = 0;                   ///< payload handed to messages about book rows, all ranks
  bool best = false;  ///< the best model so far (always true without a validation part)
  double overlap_at_10 = std::numeric_limits<double>::quiet_NaN();  ///< NaN where nobody measured it
};

/// The few numbers of an exact resume; the rest is in named slots.
struct TrainingProgress {
  std::int64_t epoch = 0;                                      ///< epochs done
  std::int64_t best_epoch = 0;                                 ///< whose model is kept; 0: none yet
  double best_rmse = std::numeric_limits<double>::infinity();  ///< of validation
  std::int64_t epochs_without_gain = 0;                        ///< for patience
  double rate_factor = 1;  ///< bold driver: what the learning rate is multiplied by
  double previous_loss =
      std::numeric_limits<double>::infinity();  ///< bold driver: last epoch's training RMSE
  std::vector<EpochReport> history;             ///< one row an epoch
};

/// One distributed array (total_rows x columns) of floats that a resume needs, rows in global order.
struct StateSlot {
  std::string name;             ///< e.g. "user_factors", "book_bias", "best_book_factors", "user_factor_sum"
  std::int64_t total_rows = 0;  ///< users or books
  std::int64_t columns = 0;
  IndexRange rows;    ///< this rank's rows to write: disjoint over the ranks, in rank order, covering all
  IndexRange needed;  ///< the rows this rank must be given to resume: `rows`, or all where replicated
};

/// All of a checkpoint, as a store writes it.
struct TrainingState {
  TrainingProgress progress;
  std::string stopped;  ///< why training ended ("done", "early", "time", "signal"); empty: it goes on
  std::vector<StateSlot> slots;
  std::function<std::vector<float>(const StateSlot&)> values;  ///< of slot.rows, row-major; local
};

/// Reads the rows slot.needed of a slot, row-major. May be collective: it is called on every rank, slot by
/// slot, in the same order.
using SlotReader = std::function<std::vector<float>(const StateSlot&)>;

}  // namespace crucible
