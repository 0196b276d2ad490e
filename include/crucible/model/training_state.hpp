#pragma once

#include "crucible/core/index_range.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace crucible {

/// What the parts of a prediction are multiplied by: the mean, plus the sum of weight x part. Plain biases
/// are those that are fitted to the ratings without any factors.
struct PartWeights {
  double user_bias = 1;
  double book_bias = 1;
  double factors = 1;
  double plain_user_bias = 0;
  double plain_book_bias = 0;

  friend bool operator==(const PartWeights&, const PartWeights&) = default;
};

/// All weights and their names, in the order of the parts.
inline constexpr std::array<std::pair<const char*, double PartWeights::*>, 5> part_weights{
    {{"user_bias", &PartWeights::user_bias},
     {"book_bias", &PartWeights::book_bias},
     {"factors", &PartWeights::factors},
     {"plain_user_bias", &PartWeights::plain_user_bias},
     {"plain_book_bias", &PartWeights::plain_book_bias}}};

/// What happened in one epoch. The same on every rank: sums are over all of them.
struct EpochReport {
  std::int64_t epoch = 0;    ///< from 1
  double seconds = 0;        ///< wall time of the slowest rank, validation included
  double learning_rate = 0;  ///< of the user factors, before it is scaled by the spread of the ratings
  double train_rmse =
      0;  ///< of the predictions made while training; in ratings, or in targets with an unrated weight
  double validation_rmse =
      std::numeric_limits<double>::quiet_NaN();  ///< of clipped predictions; NaN: no validation part
  std::int64_t updates = 0;                      ///< ratings visited
  std::int64_t bytes_sent = 0;                   ///< payload handed to messages about book rows, all ranks
  bool best = false;      ///< the best model so far (always true without a validation part)
  PartWeights weights;    ///< of the epoch's model, as validation chose them
  double factor_rms = 0;  ///< root mean square of what factors alone predict of the validation part, ratings
  double overlap_at_10 = std::numeric_limits<double>::quiet_NaN();  ///< NaN where nobody measured it
};

/// The few numbers that an exact resume needs. The rest is in named slots.
struct TrainingProgress {
  std::int64_t epoch = 0;        ///< epochs done
  std::int64_t best_epoch = 0;   ///< whose model is kept; 0: none yet
  std::int64_t steps_ended = 0;  ///< the last epoch of steps, where draws followed; 0: no draw yet,
                                 ///< or the draws of an older model went on
  double best_rmse = std::numeric_limits<double>::infinity();     ///< of validation
  std::int64_t epochs_without_gain = 0;                           ///< for patience: since the last clear gain
  double rmse_of_gain = std::numeric_limits<double>::infinity();  ///< of validation, at the last clear gain
  double rate_factor = 1;  ///< bold driver: what the learning rate is multiplied by
  double previous_loss =
      std::numeric_limits<double>::infinity();  ///< bold driver: last epoch's training RMSE
  std::vector<EpochReport> history;             ///< one row per epoch
};

/// One distributed array (total_rows x columns) of floats that a resume needs, rows in global order.
struct StateSlot {
  std::string name;             ///< e.g. "user_factors", "book_bias", "best_book_factors", "user_factor_sum"
  std::int64_t total_rows = 0;  ///< users or books
  std::int64_t columns = 0;
  IndexRange rows;    ///< this rank writes these; the ranks' ranges follow each other and cover all rows
  IndexRange needed;  ///< this rank needs these to resume: `rows`, or all rows if they are replicated
};

/// The whole content of a checkpoint, ready for a store to write.
struct TrainingState {
  TrainingProgress progress;
  std::string stopped;  ///< why training ended ("done", "early", "time", "signal"); empty: it goes on
  std::vector<StateSlot> slots;
  std::function<std::vector<float>(const StateSlot&)> values;  ///< of slot.rows, row-major; local
};

/// Reads the rows slot.needed of a slot, row-major. May be collective: every rank calls it for the same slots
/// in the same order.
using SlotReader = std::function<std::vector<float>(const StateSlot&)>;

}  // namespace crucible
