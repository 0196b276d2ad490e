#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/cli/option_table.hpp"
#include "crucible/train/warm_start.hpp"
#include "options/train_option_binding.hpp"
#include "steps/plot_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// The options of `train`.
struct TrainSettings {
  void declare(OptionTable& options);
  /// Throws UsageError if options do not go together. Local.
  void check(const Job& job) const;

  /// The files that training reads, which its output must not be. Local.
  std::vector<std::string> inputs() const;
  /// Seconds without progress after which the job is ended; 0: never.
  double hang_timeout(int ranks) const;
  /// What is trained with. `validates`: there are ratings to stop early by. Throws UsageError. Local.
  TrainOptions train_options(bool validates) const;

  std::string ratings;
  std::string split;
  std::optional<std::int64_t> fold;
  std::vector<std::string> triplets;  ///< of an HDF5 file that is not ours
  std::string from;                   ///< the model to go on from; empty: none
  std::optional<double> replay;       ///< share of the users without changes that a warm start visits
  TrainOptionBinding binding;
  std::optional<std::int64_t> overlap_every;  ///< epochs
  bool no_time_effects = false;
  PlotFile plot;
  bool fresh = false;
  std::optional<std::int64_t> checkpoint_every;  ///< epochs; unset: by time
  std::int64_t keep = 1;                         ///< previous checkpoints
  std::optional<double> max_time;                ///< seconds

 private:
  std::optional<double> hang_timeout_;
};

}  // namespace crucible
