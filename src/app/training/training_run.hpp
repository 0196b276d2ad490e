#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/core/index_range.hpp"
#include "crucible/mpi/stop_request.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/train/trainer.hpp"
#include "training/finishing.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// What belongs to a training besides the trainer.
struct TrainingSetting {
  std::string split;
  std::string config;                            ///< what a resume must not change, stored in the model
  std::int64_t shards = 0;                       ///< of the schedule
  std::int64_t factors = 0;                      ///< of the model
  IndexRange users;                              ///< this rank's
  std::optional<std::int64_t> overlap_every;     ///< epochs between measurements of overlap@10; unset: none
  std::optional<std::int64_t> checkpoint_every;  ///< epochs between checkpoints; unset: by time
  std::int64_t keep = 1;                         ///< previous checkpoints that stay
  std::vector<std::int64_t> rating_checks = {};  ///< of this rank's users, stored in the model
  Finishing finishing = {};                      ///< what is learnt at the end
};

/// Epochs of `train`, each with a line and a row of JSON, checkpoints between them, the finished model at the
/// end.
class TrainingRun {
 public:
  /// All but `setting` must outlive the run. The output is job.common.output. Local.
  TrainingRun(Job& job, const RatingStore& store, Trainer& trainer, TrainingSetting setting)
      : job_(job), store_(store), trainer_(trainer), setting_(std::move(setting)) {}

  /// Trains up to epoch `epochs` and returns why it ended: "done", "early", "time" or "signal". Collective.
  /// Throws NumericalError if training diverges, IoError if a checkpoint cannot be written.
  std::string learn(std::int64_t epochs, StopRequest& outside);

 private:
  void finish_model();
  void write(const std::string& stopped);

  Job& job_;
  const RatingStore& store_;
  Trainer& trainer_;
  TrainingSetting setting_;
  Finished finished_;              ///< for the finished model
  double checkpoint_seconds_ = 0;  ///< that the last checkpoint took
};

}  // namespace crucible
