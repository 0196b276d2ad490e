#include "training/training_run.hpp"

#include "crucible/core/error.hpp"
#include "crucible/eval/overlap_watch.hpp"
#include "crucible/model/predict.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/previous_models.hpp"
#include "crucible/store/same_ids.hpp"
#include "crucible/train/optimizer.hpp"
#include "report/training_report.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// Seconds. If no number of epochs between checkpoints is given, a new one is written when the last one is
/// this old.
constexpr double seconds_between_checkpoints = 300;

/// Floating-point operations of a step for each factor, about.
constexpr double operations_of_step = 12;
/// An operation of the first sweep takes up to so many times as long as one of a step, as measured.
constexpr double slowness_of_sweeps = 6;

/// Seconds that the next epoch may take. No epoch was like the first sweep of draws, so that one is estimated
/// from the planned operations. An epoch without gain may be the last one of steps.
double seconds_of_next(const Trainer& trainer, const EpochReport& last, std::int64_t factors) {
  const TrainingProgress& progress = trainer.progress();
  const bool may_draw = trainer.draws().sweeps > 0 && !trainer.drawing() &&
                        (progress.epochs_without_gain > 0 || progress.epoch >= most_epochs_of_steps);
  if (!may_draw || last.updates == 0) return last.seconds;
  const double operations =
      operations_of_step * static_cast<double>(factors) * static_cast<double>(last.updates);
  return last.seconds * std::max(1.0, slowness_of_sweeps * trainer.draws().operations / operations);
}

}  // namespace

std::string TrainingRun::learn(std::int64_t epochs, StopRequest& outside) {
  nlohmann::ordered_json& rows = job_.result["epochs"] = nlohmann::ordered_json::array();
  for (const EpochReport& row : trainer_.progress().history) rows.push_back(json_of(row));
  std::optional<OverlapWatch> watch;
  if (setting_.overlap_every)
    job_.timings.measure("load", [&] { watch.emplace(job_.comm, store_, setting_.split, setting_.users); });
  double seconds = 0;
  double judging = 0;
  double last_checkpoint = job_.timings.total();
  std::int64_t done = 0;
  std::string stopped;
  while (!trainer_.finished() && stopped.empty()) {
    EpochReport report = job_.timings.measure(
        "train", [&] { return trainer_.run_epoch(); },
        "epoch " + std::to_string(trainer_.progress().epoch + 1));
    if (watch && report.epoch % *setting_.overlap_every == 0) {
      const double before = job_.timings.total();
      report.overlap_at_10 =
          job_.timings.measure("evaluate", [&] { return watch->measure(trainer_.last_model()); });
      trainer_.note_overlap(report.overlap_at_10);
      judging = std::max(judging, job_.timings.total() - before);
    }
    seconds += report.seconds;
    ++done;
    const std::int64_t most = trainer_.most_epochs();
    const double left = seconds / static_cast<double>(done) * static_cast<double>(most - report.epoch);
    show_epoch(job_.log, trainer_.progress().history, most, left);
    rows.push_back(json_of(report));
    const double needed =
        1.5 * (seconds_of_next(trainer_, report, setting_.factors) + judging) + 2 * checkpoint_seconds_ + 1;
    const OutsideRequest request = outside.poll(job_.comm, needed);
    if (trainer_.finished()) break;
    if (request == OutsideRequest::stop) stopped = outside.reason();
    const bool old_enough = job_.timings.total() - last_checkpoint > seconds_between_checkpoints;
    const bool due = setting_.checkpoint_every ? report.epoch % *setting_.checkpoint_every == 0
                                               : job_.comm.broadcast_value(old_enough);
    if (stopped.empty() && (due || request == OutsideRequest::checkpoint)) {
      write("");
      last_checkpoint = job_.timings.total();
    }
  }
  job_.log.end_progress();
  if (stopped.empty()) {
    stopped = trainer_.progress().epoch >= epochs ? "done" : "early";
    if (setting_.finishing.any()) finish_model();
  }
  write(stopped);
  return stopped;
}

/// Collective. What is trained is worth more than what could be learnt on top: if that fails, which it does
/// on all ranks, the model goes without.
void TrainingRun::finish_model() {
  try {
    finished_ = finish(job_, store_, setting_.split, trainer_.best_model(), setting_.finishing);
  } catch (const Error& error) {
    job_.log.warning(std::string("the model has no intervals, nor what times and rated books tell: ") +
                     error.what());
  }
}

/// Collective.
void TrainingRun::write(const std::string& stopped) {
  const double before = job_.timings.total();
  job_.timings.measure("checkpoint", [&] {
    FactorModel model = trainer_.best_model();
    if (!finished_.times.empty()) add_time_effects(model, finished_.times);
    model.spread = finished_.spread;
    model.link = finished_.link;
    const ModelNames names =
        on_every_rank(job_.comm, [&] { return names_of(store_, setting_.users, model.books); });
    ModelRecord record{trainer_.progress().history,
                       setting_.config,
                       store_.ratings_fingerprint(),
                       store_.id_fingerprint(),
                       std::string(name_of(trainer_.instruction_set())),
                       setting_.shards,
                       trainer_.progress().best_epoch,
                       setting_.rating_checks};
    const TrainingState state{trainer_.progress(), stopped, trainer_.slots(),
                              [&](const StateSlot& slot) { return trainer_.slot_values(slot); }};
    if (setting_.keep > 0) on_root(job_.comm, [&] { shift_previous(job_.common.output, setting_.keep); });
    ModelStore::write(job_.comm, job_.common.output, model, names, record, {job_.command_line}, &state,
                      setting_.keep > 0 ? previous_path(job_.common.output) : std::string());
  });
  checkpoint_seconds_ = job_.timings.total() - before;
}

}  // namespace crucible
