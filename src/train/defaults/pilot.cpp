#include "defaults/pilot.hpp"

#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace crucible {

Pilot::Pilot(const Communicator& comm, const TrainOptions& options, TrainData data, PilotWatch watch)
    : bench_(make_workbench(comm, options, std::move(data))),
      schedule_(bench_.mode->make(bench_)),
      watch_(std::move(watch)) {}

double Pilot::run(double l2, std::int64_t epochs, PilotPace pace) {
  TrainOptions options = bench_.options;
  options.regularization.user_factors = options.regularization.book_factors = l2;
  bench_.hyper = hyperparameters(options, bench_.unit);
  double rate = pace.first;
  for (std::int64_t e = 0; e < epochs; ++e, rate *= pace.decay) {
    const EpochSums sums = schedule_->run_epoch(epoch_++, rate);
    stopped_ = watch_ && watch_(++epochs_run_);
    if (stopped_ || !std::isfinite(sums.squared_error)) return std::numeric_limits<double>::infinity();
  }
  schedule_->predict_validation();
  const double rmse = judge(bench_).rmse;
  return std::isfinite(rmse) ? rmse : std::numeric_limits<double>::infinity();
}

void Pilot::go_back(const State& state) {
  bench_.arrays = state.arrays;
  epoch_ = state.epoch;
  schedule_->arrays_changed();
}

bool Pilot::has_spread() const noexcept { return bench_.spread >= no_spread; }

}  // namespace crucible
