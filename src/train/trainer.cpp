#include "crucible/train/trainer.hpp"

#include "crucible/core/error.hpp"
#include "trainer_impl.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace crucible {

namespace {

std::unique_ptr<Schedule> make_schedule(Workbench& bench) {
  if (bench.options.optimizer == Optimizer::adamw) return make_batch_schedule(bench);
  return bench.rotates() ? make_rotate_schedule(bench) : make_allreduce_schedule(bench);
}

}  // namespace

std::string_view name_of(StopReason reason) noexcept {
  switch (reason) {
    case StopReason::done:
      return "done";
    case StopReason::early:
      return "early";
    case StopReason::observer:
      return "observer";
  }
  return "?";
}

Trainer::Impl::Impl(const Communicator& comm, const TrainOptions& options, TrainData data)
    : bench_(make_workbench(comm, options, std::move(data))), schedule_(make_schedule(bench_)) {
  start_rmse_ = std::hypot(bench_.spread, bench_.mean_rating - bench_.global_mean);
}

double Trainer::Impl::rate_factor() const noexcept {
  switch (bench_.hyper.schedule) {
    case RateSchedule::constant:
      return 1;
    case RateSchedule::decay:
      return std::pow(bench_.hyper.decay, static_cast<double>(progress_.epoch));
    case RateSchedule::bold_driver:
      return progress_.rate_factor;
  }
  return 1;
}

bool Trainer::Impl::diverged(double train_rmse) const noexcept {
  if (!std::isfinite(train_rmse)) return true;
  if (bench_.options.optimizer == Optimizer::adamw) return false;  // starts from N(0, 1), far off by design
  constexpr double hopeless = 5;
  return train_rmse > hopeless * start_rmse_ + 1e-6;
}

EpochSums Trainer::Impl::train_until_sound(double& train_rmse, double& rate) {
  const bool bold = bench_.hyper.schedule == RateSchedule::bold_driver;
  if (bold) before_ = bench_.arrays;
  constexpr int most_tries = 30;
  for (int attempt = 0; attempt < most_tries; ++attempt) {
    rate = rate_factor();
    const EpochSums sums = schedule_->run_epoch(progress_.epoch, rate);
    train_rmse = std::sqrt(sums.squared_error / static_cast<double>(sums.updates));
    // An epoch that ends far above its predecessor has diverged within; the mean error alone would let it
    // pass.
    const bool worse = bold && train_rmse > 1.5 * progress_.previous_loss;
    if (!diverged(train_rmse) && !worse) return sums;
    if (!bold) break;
    bench_.arrays = before_;
    schedule_->arrays_changed();
    progress_.rate_factor *= 0.5;
  }
  NumericalError error(
      "training diverged in epoch " + std::to_string(progress_.epoch + 1) + " at learning rate " +
      std::to_string(rate * bench_.hyper.user_factor_rate) +
      " (of the user factors, in ratings); lower --learning-rate or use --rate-schedule bold-driver");
  error.mark_on_all_ranks();
  throw error;
}

EpochReport Trainer::Impl::run_epoch() {
  const auto start = std::chrono::steady_clock::now();
  keep_best();
  EpochReport report;
  double rate = 1;
  const EpochSums sums = train_until_sound(report.train_rmse, rate);
  if (bench_.hyper.schedule == RateSchedule::bold_driver) {
    progress_.rate_factor *= report.train_rmse < progress_.previous_loss ? 1.05 : 0.5;
    progress_.previous_loss = report.train_rmse;
  }
  report.epoch = ++progress_.epoch;
  report.learning_rate =
      *bench_.options.learning_rate.or_else(defaults_of(bench_.options).learning_rate).user_factors * rate;
  report.updates = sums.updates;
  report.bytes_sent = bench_.comm.sum_value(sums.bytes_sent);
  judge(report);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  report.seconds = bench_.comm.max_value(seconds.count());
  progress_.history.push_back(report);
  return report;
}

void Trainer::Impl::keep_best() {
  if (bench_.total_validation == 0 || progress_.epoch == 0 || !best_is_last()) return;
  best_.users = bench_.arrays.users;
  best_.blocks = bench_.arrays.blocks;
}

void Trainer::Impl::judge(EpochReport& report) {
  if (bench_.total_validation == 0) {
    report.best = true;
    progress_.best_epoch = progress_.epoch;
    return;
  }
  report.validation_rmse = std::sqrt(schedule_->validate() / static_cast<double>(bench_.total_validation));
  report.best = report.validation_rmse < progress_.best_rmse;
  if (report.best) {
    progress_.best_epoch = progress_.epoch;
    progress_.best_rmse = report.validation_rmse;
    progress_.epochs_without_gain = 0;
    return;
  }
  ++progress_.epochs_without_gain;
}

bool Trainer::Impl::finished() const noexcept {
  if (progress_.epoch >= bench_.options.epochs) return true;
  return bench_.options.patience && bench_.total_validation > 0 &&
         progress_.epochs_without_gain >= *bench_.options.patience;
}

Trainer::Trainer(const Communicator& comm, const TrainOptions& options, TrainData data)
    : impl_(std::make_unique<Impl>(comm, options, std::move(data))) {}
Trainer::~Trainer() = default;

EpochReport Trainer::run_epoch() { return impl_->run_epoch(); }
bool Trainer::finished() const noexcept { return impl_->finished(); }

StopReason Trainer::run(const Observer& observer) {
  while (!finished()) {
    const EpochReport report = run_epoch();
    if (impl_->bench_.comm.any(observer && observer(report))) return StopReason::observer;
  }
  return impl_->progress_.epoch >= impl_->bench_.options.epochs ? StopReason::done : StopReason::early;
}

void Trainer::note_overlap(double overlap_at_10) noexcept {
  impl_->progress_.history.back().overlap_at_10 = overlap_at_10;
}

const TrainingProgress& Trainer::progress() const noexcept { return impl_->progress_; }
const Hyperparameters& Trainer::hyperparameters() const noexcept { return impl_->bench_.hyper; }
std::int64_t Trainer::syncs_per_epoch() const noexcept { return impl_->bench_.syncs; }
InstructionSet Trainer::instruction_set() const noexcept { return impl_->bench_.kernels.instruction_set; }
double Trainer::spread() const noexcept { return impl_->bench_.spread; }
FactorModel Trainer::best_model() const { return impl_->model_of(impl_->best_arrays()); }
FactorModel Trainer::last_model() const { return impl_->model_of(impl_->bench_.arrays); }
std::vector<StateSlot> Trainer::slots() const { return impl_->slots(); }
std::vector<float> Trainer::slot_values(const StateSlot& slot) const { return impl_->slot_values(slot); }
void Trainer::restore(const TrainingProgress& progress, const SlotReader& read) {
  impl_->restore(progress, read);
}

}  // namespace crucible
