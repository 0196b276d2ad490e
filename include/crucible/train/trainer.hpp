#pragma once

#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/train/train_data.hpp"
#include "crucible/train/train_options.hpp"
#include "crucible/train/training_state.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace crucible {

/// Why training ended.
enum class StopReason : std::uint8_t { done, early, observer };
std::string_view name_of(StopReason reason) noexcept;

/// Learns a FactorModel from this job's ratings. Knows no file and no metric but its own RMSE.
///
///     Trainer trainer(comm, options, std::move(data));
///     trainer.run([](const EpochReport& report) { ...; return false; });
///     FactorModel model = trainer.best_model();
///
/// A checkpoint is progress() and the values of every slot in slots(); restore() brings them back, at any
/// number of ranks, and training goes on as if it had never stopped.
class Trainer {
 public:
  /// Collective. Takes over `data`, lays the ratings out for training and draws the initial factors. Throws
  /// UsageError for impossible options, NumericalError for ratings that are not finite.
  Trainer(const Communicator& comm, const TrainOptions& options, TrainData data);
  ~Trainer();
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  /// Collective. One epoch, with validation. Throws NumericalError naming epoch and learning rate where
  /// training diverged; the bold driver goes back to the epoch before and halves the rate instead.
  EpochReport run_epoch();
  /// True where nothing is left to do: all epochs done, or patience at its end.
  bool finished() const noexcept;
  /// Called after every epoch on every rank with the same report; true from any rank stops training on all.
  using Observer = std::function<bool(const EpochReport&)>;
  /// Collective. Epochs until finished() or the observer's word.
  StopReason run(const Observer& observer);

  /// Keeps what somebody measured of the last epoch's model in that epoch's report. @pre an epoch was run
  void note_overlap(double overlap_at_10) noexcept;

  /// What training arrived at so far: epoch, best epoch, history.
  const TrainingProgress& progress() const noexcept;
  /// What the options left open.
  const Hyperparameters& hyperparameters() const noexcept;
  /// The merges (or Gram steps) an epoch that are in force.
  std::int64_t syncs_per_epoch() const noexcept;
  /// What the kernels run on, the same on all ranks.
  InstructionSet instruction_set() const noexcept;
  /// Standard deviation of the training ratings, over all ranks.
  double spread() const noexcept;

  /// Collective. The best epoch's model (the last one's where there is no validation part): this rank's
  /// users, and a contiguous range of books such that the ranks' ranges follow each other and cover all.
  FactorModel best_model() const;
  /// Collective. The last epoch's model.
  FactorModel last_model() const;

  /// The arrays of a checkpoint. "best_..." ones are there only while the best epoch is not the last one.
  std::vector<StateSlot> slots() const;
  /// The values of slot.rows (rows x columns), a copy.
  std::vector<float> slot_values(const StateSlot& slot) const;
  /// Collective as far as `read` is. Goes back to a stored state. Throws LogicError where a slot has the
  /// wrong size.
  void restore(const TrainingProgress& progress, const SlotReader& read);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crucible
