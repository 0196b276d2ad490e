#pragma once

#include "crucible/train/trainer.hpp"
#include "posterior/averaging.hpp"
#include "schedule/schedule.hpp"
#include "workbench.hpp"

#include <chrono>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace crucible {

/// The parts of a Trainer: the workbench, the schedule that works on it, and the progress of training.
class Trainer::Impl {
 public:
  Impl(const Communicator& comm, const TrainOptions& options, TrainData data, const WarmStart* from);

  EpochReport run_epoch();
  bool finished() const noexcept;
  std::int64_t most_epochs() const noexcept;

  std::vector<StateSlot> slots() const;
  std::vector<float> slot_values(const StateSlot& slot) const;
  void restore(const TrainingProgress& progress, const SlotReader& read);

  /// The users and books of `arrays`, which are those after `epoch`, as a model: parts weighed as validation
  /// chose.
  FactorModel model_of(const TrainingArrays& arrays, std::int64_t epoch) const;
  const TrainingArrays& best_arrays() const noexcept { return best_is_last() ? bench_.arrays : best_; }

  /// True once draws have begun.
  bool drawing() const noexcept { return averaging_ != nullptr; }

  Workbench bench_;        ///< with the hyperparameters of the epoch at hand
  Hyperparameters hyper_;  ///< of the training
  TrainingProgress progress_;

 private:
  /// True before the first epoch, or if the last epoch gave the best model.
  bool best_is_last() const noexcept {
    return progress_.best_epoch == progress_.epoch || progress_.best_epoch == 0;
  }
  /// What runs the epochs now.
  Schedule& in_force() const noexcept {
    return averaging_ != nullptr ? static_cast<Schedule&>(*averaging_) : *schedule_;
  }
  bool steps_are_done() const noexcept;
  bool patience_is_out(std::int64_t patience) const noexcept;
  void begin_draws();
  void keep_best();
  double rate_factor() const noexcept;
  /// True if the training error of an epoch shows that training has failed.
  bool diverged(double train_rmse) const noexcept;
  EpochSums train_until_sound(double& train_rmse, double& rate);
  /// After the epoch before; infinite where there is none.
  double factor_rms_before() const noexcept;
  void judge(EpochReport& report);

  std::unique_ptr<Schedule> schedule_;
  std::unique_ptr<Averaging> averaging_;  ///< null until draws begin
  TrainingArrays best_;    ///< users and blocks of the best epoch, where that is not the last one
  TrainingArrays before_;  ///< bold driver: the start of this epoch
  double most_warm_l2_ = std::numeric_limits<double>::infinity();  ///< of the factors, in the first epochs
  double start_rmse_ = 0;  ///< of predicting the mean (or 0 without biases)
};

}  // namespace crucible
