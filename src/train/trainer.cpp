#include "crucible/train/trainer.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "defaults/warm_up.hpp"
#include "trainer_impl.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace crucible {

namespace {

/// Patience waits for a validation RMSE that is lower by this share, over however many epochs: what creeps
/// down more slowly is not worth its epochs.
constexpr double least_gain = 1e-4;
/// Factors start tiny. While their part of the predictions grows by this factor an epoch, what they are worth
/// is not known yet, and the biases beside them may get worse: patience does not count such an epoch.
constexpr double least_growth = 1.01;
/// Patience counts from this epoch on: before it, factors may shrink from their random start while they turn
/// to where they will grow.
constexpr std::int64_t first_counted = 10;

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

Trainer::Impl::Impl(const Communicator& comm, const TrainOptions& options, TrainData data,
                    const WarmStart* from)
    : bench_(make_workbench(comm, options, std::move(data), from)), schedule_(bench_.mode->make(bench_)) {
  hyper_ = bench_.hyper;
  if (bench_.warm_chain) {
    averaging_ = std::make_unique<Averaging>(bench_, *schedule_);
    averaging_->go_on(*std::exchange(bench_.warm_chain, {}));
  }
  // Rows that were taken up have grown already.
  if (from == nullptr && bench_.options.optimizer->l2_from_data && bench_.options.unrated_weight == 0) {
    TrainOptions warm = bench_.options;
    warm.regularization.user_factors = warm_l2;
    most_warm_l2_ = crucible::hyperparameters(warm, bench_.unit).user_factor_l2;
  }
  start_rmse_ = std::hypot(bench_.spread, bench_.mean_rating - bench_.global_mean);
}

double Trainer::Impl::rate_factor() const noexcept {
  return bench_.hyper.schedule->factor(bench_.hyper.decay, progress_);
}

bool Trainer::Impl::diverged(double train_rmse) const noexcept {
  if (!std::isfinite(train_rmse)) return true;
  if (!bench_.options.optimizer->starts_near_mean) return false;
  constexpr double hopeless = 5;
  return train_rmse > hopeless * start_rmse_ + 1e-6;
}

EpochSums Trainer::Impl::train_until_sound(double& train_rmse, double& rate) {
  if (drawing()) {
    rate = 0;
    const EpochSums sums = averaging_->run_epoch(progress_.epoch - progress_.steps_ended, rate);
    train_rmse = std::sqrt(sums.squared_error / static_cast<double>(sums.updates));
    return sums;
  }
  const bool takes_back = bench_.hyper.schedule->takes_back;
  if (takes_back) before_ = bench_.arrays;
  constexpr int most_tries = 30;
  for (int attempt = 0; attempt < most_tries; ++attempt) {
    rate = rate_factor();
    const EpochSums sums = schedule_->run_epoch(progress_.epoch, rate);
    train_rmse = std::sqrt(sums.squared_error / static_cast<double>(sums.updates));
    // An epoch with a much larger error than the one before has diverged on the way, even if its mean error
    // is not yet hopeless.
    const bool worse = takes_back && train_rmse > 1.5 * progress_.previous_loss;
    if (!diverged(train_rmse) && !worse) return sums;
    if (!takes_back) break;
    bench_.arrays = before_;
    schedule_->arrays_changed();
    progress_.rate_factor *= 0.5;
  }
  if (!bench_.options.optimizer->has_rates)
    throw_on_all_ranks(NumericalError("training diverged in epoch " + std::to_string(progress_.epoch + 1) +
                                      "; are there ratings far outside the scale?"));
  throw_on_all_ranks(NumericalError(
      "training diverged in epoch " + std::to_string(progress_.epoch + 1) + " at learning rate " +
      std::to_string(rate * bench_.hyper.user_factor_rate) +
      " (of the user factors, in ratings); lower `learning_rate` or use `rate_schedule` bold-driver"));
}

void Trainer::Impl::begin_draws() {
  averaging_ = std::make_unique<Averaging>(bench_, *schedule_);
  averaging_->begin(best_arrays(),
                    progress_.history[static_cast<std::size_t>(progress_.best_epoch - 1)].weights);
  progress_.steps_ended = progress_.epoch;
  progress_.epochs_without_gain = 0;
}

EpochReport Trainer::Impl::run_epoch() {
  const auto start = std::chrono::steady_clock::now();
  keep_best();
  if (!drawing() && steps_are_done()) begin_draws();
  bench_.hyper = warmed_up(hyper_, most_warm_l2_, progress_.epoch);
  EpochReport report;
  double rate = 1;
  const EpochSums sums = train_until_sound(report.train_rmse, rate);
  const RateSchedule& rates = *bench_.hyper.schedule;
  if (rates.after_epoch != nullptr && !drawing()) rates.after_epoch(progress_, report.train_rmse);
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

double Trainer::Impl::factor_rms_before() const noexcept {
  return progress_.history.empty() ? std::numeric_limits<double>::infinity()
                                   : progress_.history.back().factor_rms;
}

void Trainer::Impl::judge(EpochReport& report) {
  if (bench_.total_validation == 0) {
    report.best = true;
    progress_.best_epoch = progress_.epoch;
    return;
  }
  in_force().predict_validation();
  const Judgement judgement = crucible::judge(bench_);
  report.validation_rmse = judgement.rmse;
  report.weights = judgement.weights;
  report.best = judgement.rmse < progress_.best_rmse;
  if (report.best) {
    progress_.best_epoch = progress_.epoch;
    progress_.best_rmse = judgement.rmse;
  }
  const bool still_grows = judgement.factor_rms > least_growth * factor_rms_before();
  report.factor_rms = judgement.factor_rms;
  if (judgement.rmse < (1 - least_gain) * progress_.rmse_of_gain) {
    progress_.rmse_of_gain = judgement.rmse;
    progress_.epochs_without_gain = 0;
    return;
  }
  if (drawing() || (!still_grows && progress_.epoch >= first_counted)) ++progress_.epochs_without_gain;
}

bool Trainer::Impl::patience_is_out(std::int64_t patience) const noexcept {
  return bench_.total_validation > 0 && progress_.epochs_without_gain >= patience;
}

/// Whether draws are due, where the bench has a plan for them.
bool Trainer::Impl::steps_are_done() const noexcept {
  if (bench_.draws.sweeps == 0 || progress_.best_epoch == 0) return false;
  return progress_.epoch >= most_epochs_of_steps ||
         (bench_.options.patience && patience_is_out(*bench_.options.patience));
}

bool Trainer::Impl::finished() const noexcept {
  if (progress_.epoch >= bench_.options.epochs) return true;
  if (drawing() && progress_.epoch >= most_epochs()) return true;
  if (!bench_.options.patience || (!drawing() && steps_are_done())) return false;
  return patience_is_out(drawing() ? std::max(*bench_.options.patience, least_patience_of_draws)
                                   : *bench_.options.patience);
}

std::int64_t Trainer::Impl::most_epochs() const noexcept {
  if (bench_.draws.sweeps == 0) return bench_.options.epochs;
  const std::int64_t steps = drawing() ? progress_.steps_ended : most_epochs_of_steps;
  return std::min(bench_.options.epochs, steps + bench_.draws.sweeps);
}

Trainer::Trainer(const Communicator& comm, const TrainOptions& options, TrainData data)
    : impl_(std::make_unique<Impl>(comm, options, std::move(data), nullptr)) {}
Trainer::Trainer(const Communicator& comm, const TrainOptions& options, TrainData data, const WarmStart& from)
    : impl_(std::make_unique<Impl>(comm, options, std::move(data), &from)) {}
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

bool Trainer::drawing() const noexcept { return impl_->drawing(); }
const DrawPlan& Trainer::draws() const noexcept { return impl_->bench_.draws; }
std::int64_t Trainer::epochs() const noexcept { return impl_->bench_.options.epochs; }
std::int64_t Trainer::most_epochs() const noexcept { return impl_->most_epochs(); }
const TrainingProgress& Trainer::progress() const noexcept { return impl_->progress_; }
const Hyperparameters& Trainer::hyperparameters() const noexcept { return impl_->hyper_; }
std::int64_t Trainer::syncs_per_epoch() const noexcept { return impl_->bench_.syncs; }
InstructionSet Trainer::instruction_set() const noexcept { return impl_->bench_.kernels.instruction_set; }
double Trainer::spread() const noexcept { return impl_->bench_.spread; }
FactorModel Trainer::best_model() const {
  return impl_->model_of(impl_->best_arrays(), impl_->progress_.best_epoch);
}
FactorModel Trainer::last_model() const {
  return impl_->model_of(impl_->bench_.arrays, impl_->progress_.epoch);
}
std::vector<StateSlot> Trainer::slots() const { return impl_->slots(); }
std::vector<float> Trainer::slot_values(const StateSlot& slot) const { return impl_->slot_values(slot); }
void Trainer::restore(const TrainingProgress& progress, const SlotReader& read) {
  impl_->restore(progress, read);
}

}  // namespace crucible
