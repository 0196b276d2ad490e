#pragma once

#include "crucible/data/train_data.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/model/training_state.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/train/draw_plan.hpp"
#include "crucible/train/train_options.hpp"
#include "crucible/train/warm_start.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

namespace crucible {

/// Why training ended.
enum class StopReason : std::uint8_t { done, early, observer };
std::string_view name_of(StopReason reason) noexcept;

/// Learns a FactorModel from the ratings of all ranks. It uses no files, and no metric other than RMSE.
///
///     Trainer trainer(comm, options, std::move(data));
///     trainer.run([](const EpochReport& report) { ...; return false; });
///     FactorModel model = trainer.best_model();
///
/// A checkpoint consists of progress() and the values of every slot in slots(). restore() brings them back,
/// at any number of ranks, and training continues as if it had never stopped. Members that are not marked
/// "Collective" are local.
class Trainer {
 public:
  /// Collective. Takes over `data`, lays the ratings out for training and draws the initial factors. Throws
  /// UsageError for impossible options or if there is no rating to train on, NumericalError for ratings that
  /// are not finite, and LogicError if `data` contradicts itself. `comm` must outlive the trainer.
  Trainer(const Communicator& comm, const TrainOptions& options, TrainData data);
  /// Collective. The same, but goes on from the rows of an older model; `options` are those of
  /// warm_options(). Throws LogicError too if `from` does not fit the ratings or can_start_warm() does not
  /// hold.
  Trainer(const Communicator& comm, const TrainOptions& options, TrainData data, const WarmStart& from);
  ~Trainer();
  Trainer(const Trainer&) = delete;
  Trainer& operator=(const Trainer&) = delete;

  /// Collective. Runs one epoch, with validation. Throws NumericalError, which names epoch and learning rate,
  /// if training diverged. The bold driver instead goes back to the start of the epoch and halves the rate,
  /// and throws only after many such tries.
  EpochReport run_epoch();
  /// True if all epochs are done, or patience has run out.
  bool finished() const noexcept;
  /// Called after every epoch on every rank with the same report. If it returns true on any rank, training
  /// stops on all.
  using Observer = std::function<bool(const EpochReport&)>;
  /// Collective. Runs epochs until finished(), or until the observer stops them.
  StopReason run(const Observer& observer);

  /// Stores the caller's measurement of the last epoch's model in that epoch's report. @pre an epoch was run
  void note_overlap(double overlap_at_10) noexcept;

  /// What is drawn after the steps. Without sweeps, nothing is: the optimizer does not average, there is no
  /// validation part, or draws would take too many operations.
  const DrawPlan& draws() const noexcept;
  /// Local. Whether the next epoch is a sweep of draws for sure.
  bool drawing() const noexcept;
  /// The number of epochs after which training is done: that of the options, less those that are for draws if
  /// there are to be none.
  std::int64_t epochs() const noexcept;
  /// The number of epochs that training takes at most from here, those behind it included.
  std::int64_t most_epochs() const noexcept;
  /// The progress so far: epoch, best epoch, history.
  const TrainingProgress& progress() const noexcept;
  /// The values for everything that the options left open.
  const Hyperparameters& hyperparameters() const noexcept;
  /// The number of merges (or Gram steps) per epoch that is used.
  std::int64_t syncs_per_epoch() const noexcept;
  /// The instruction set that the kernels use, the same on all ranks.
  InstructionSet instruction_set() const noexcept;
  /// Standard deviation of the training ratings, over all ranks.
  double spread() const noexcept;

  /// The model of the best epoch, or of the last one without a validation part. It holds this rank's users
  /// and a contiguous range of books. The ranges of the ranks follow each other and cover all books.
  FactorModel best_model() const;
  /// The model of the last epoch, distributed in the same way.
  FactorModel last_model() const;

  /// The arrays of a checkpoint. Those named "best_..." exist only while the best epoch is not the last one.
  std::vector<StateSlot> slots() const;
  /// A copy of the values of slot.rows, (rows x columns). Throws LogicError if there is no such slot.
  std::vector<float> slot_values(const StateSlot& slot) const;
  /// Collective. Goes back to a stored state. Throws LogicError if a slot has the wrong size,
  /// and what `read` throws.
  void restore(const TrainingProgress& progress, const SlotReader& read);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace crucible
