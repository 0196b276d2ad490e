#pragma once

#include "crucible/train/trainer.hpp"
#include "schedule.hpp"
#include "workbench.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace crucible {

/// What a Trainer holds: the workbench, the schedule that works on it, and where training stands.
class Trainer::Impl {
 public:
  Impl(const Communicator& comm, const TrainOptions& options, TrainData data);

  EpochReport run_epoch();
  bool finished() const noexcept;

  std::vector<StateSlot> slots() const;
  std::vector<float> slot_values(const StateSlot& slot) const;
  void restore(const TrainingProgress& progress, const SlotReader& read);

  /// The users and books of `arrays` as a model.
  FactorModel model_of(const TrainingArrays& arrays) const;
  const TrainingArrays& best_arrays() const noexcept { return best_is_last() ? bench_.arrays : best_; }

  Workbench bench_;
  TrainingProgress progress_;

 private:
  /// A slot's place: the rows that hold it (several blocks of books, or one), and which of their arrays it
  /// is.
  struct SlotPlace {
    std::string name;
    std::vector<FactorRows*> rows;
    RowArray array;
    bool of_users;
  };
  std::vector<SlotPlace> places(bool with_best);
  StateSlot slot_at(const SlotPlace& place) const;

  /// No epoch yet, or the last one gave the best model.
  bool best_is_last() const noexcept {
    return progress_.best_epoch == progress_.epoch || progress_.best_epoch == 0;
  }
  void keep_best();
  double rate_factor() const noexcept;
  /// True where an epoch's training error says that nothing can come of it.
  bool diverged(double train_rmse) const noexcept;
  EpochSums train_until_sound(double& train_rmse, double& rate);
  void judge(EpochReport& report);

  std::unique_ptr<Schedule> schedule_;
  TrainingArrays best_;    ///< users and blocks of the best epoch, where that is not the last one
  TrainingArrays before_;  ///< bold driver: the start of this epoch
  double start_rmse_ = 0;  ///< of predicting the mean (or 0 without biases)
};

}  // namespace crucible
