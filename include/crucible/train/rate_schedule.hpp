#pragma once

#include <span>
#include <string_view>

namespace crucible {

struct TrainingProgress;

/// A row of rate_schedule_table(): how the learning rate changes from epoch to epoch.
struct RateSchedule {
  std::string_view name;
  std::string_view summary;  ///< one line, for help
  /// In the next epoch, the first rates are multiplied by this. `decay` is that of Hyperparameters.
  double (*factor)(double decay, const TrainingProgress& progress) noexcept;
  /// Updates `progress` after an epoch that was kept; null: nothing to update.
  void (*after_epoch)(TrainingProgress& progress, double train_rmse) noexcept = nullptr;
  bool uses_decay = false;  ///< `factor` depends on `decay`
  bool takes_back = false;  ///< an epoch that diverges is undone and repeated at half the rate
};

/// Local. All rate schedules, in the order of help.
std::span<const RateSchedule* const> rate_schedule_table() noexcept;

/// Local. The row with this name. Throws UsageError, which lists the names, if there is none.
const RateSchedule& rate_schedule_named(std::string_view name);

}  // namespace crucible
