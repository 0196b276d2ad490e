#pragma once

#include "crucible/train/regularization_choice.hpp"
#include "schedule/schedule.hpp"
#include "workbench.hpp"

#include <cstdint>
#include <memory>

namespace crucible {

/// How fast a stretch of epochs learns: the first epoch's rate over that of the options, and each further
/// epoch's over that of the epoch before.
struct PilotPace {
  double first = 1;
  double decay = 1;
};

/// Local. What pilots for a training with these options train with.
TrainOptions options_of_pilots(const TrainOptions& options);

/// A small training that can be set back, so that several L2 go on from the same point.
class Pilot {
 public:
  /// Where a pilot stands.
  struct State {
    TrainingArrays arrays;
    std::int64_t epoch = 0;
  };

  /// Collective. Lays out `data`. `watch` may be empty. Throws what Trainer throws.
  Pilot(const Communicator& comm, const TrainOptions& options, TrainData data, PilotWatch watch);

  /// Collective. `epochs` epochs with this L2 of the factors (per unit of spread); the validation RMSE after
  /// them, infinite where training diverged or the watch stopped it. The same on all ranks.
  double run(double l2, std::int64_t epochs, PilotPace pace);

  /// True once the watch has asked for an end. Local.
  bool stopped() const noexcept { return stopped_; }

  /// Local. Copies all factors.
  State state() const { return {bench_.arrays, epoch_}; }
  /// Local.
  void go_back(const State& state);

  /// False if all ratings are the same: there is nothing to tell L2 apart by. Local.
  bool has_spread() const noexcept;
  std::int64_t validation_ratings() const noexcept { return bench_.total_validation; }

 private:
  Workbench bench_;
  std::unique_ptr<Schedule> schedule_;
  std::int64_t epoch_ = 0;
  PilotWatch watch_;
  std::int64_t epochs_run_ = 0;  ///< over all calls of run()
  bool stopped_ = false;
};

}  // namespace crucible
