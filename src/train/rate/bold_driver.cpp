#include "crucible/model/training_state.hpp"
#include "rate/rate_schedules.hpp"

namespace crucible {

namespace {

double bold_factor(double /*decay*/, const TrainingProgress& progress) noexcept {
  return progress.rate_factor;
}

void after_bold_epoch(TrainingProgress& progress, double train_rmse) noexcept {
  constexpr double reward = 1.05;
  constexpr double punishment = 0.5;
  progress.rate_factor *= train_rmse < progress.previous_loss ? reward : punishment;
  progress.previous_loss = train_rmse;
}

}  // namespace

const RateSchedule bold_driver_schedule{.name = "bold-driver",
                                        .summary = "faster while the error falls, else half as fast",
                                        .factor = &bold_factor,
                                        .after_epoch = &after_bold_epoch,
                                        .takes_back = true};

}  // namespace crucible
