#include "crucible/app/commands.hpp"
#include "crucible/hdf5/output_lock.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/watchdog.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "crucible/train/trainer.hpp"
#include "foreign_triplets.hpp"
#include "overlap_watch.hpp"
#include "resume.hpp"
#include "same_ids.hpp"
#include "split_choice.hpp"
#include "stop_request.hpp"
#include "text_format.hpp"
#include "train_option_binding.hpp"
#include "training_data.hpp"
#include "training_report.hpp"

#include <array>
#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>
#include <set>

namespace crucible {

namespace {

constexpr std::int64_t default_patience = 3;
/// Seconds; far longer than any time between two syncs of data that fits into memory.
constexpr double default_hang_timeout = 600;
/// Seconds that the ranks of a killed job get to end.
constexpr double patience_for_other_jobs = 30;
/// Without --checkpoint-every a checkpoint is written when the last one is this old.
constexpr double seconds_between_checkpoints = 300;

class TrainCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    options.positional("RATINGS", ratings_, "ratings.h5 (or with --triplets any HDF5 file)");
    options.add("split", split_, "NAME", "train on this split's training part (none: on all ratings)");
    options.add("fold", fold_, "N",
                "train on all folds of the split but fold N (from 0), which evaluate then judges by",
                {0, 255});
    options.add("triplets", triplets_, "USER,BOOK,RATING",
                "the file's datasets of user ids, book ids and ratings, for an HDF5 file that is not ours");
    binding_.declare(options);
    options.add("overlap-every", overlap_every_, "N",
                "measure overlap@10 of the readers that the split holds out whole for validation, every N "
                "epochs (default: never)",
                {1, 1e9});
    options.group("Checkpoints");
    options.add("fresh", fresh_, "start over where the output exists, and keep the old as previous");
    options.add("checkpoint-every", checkpoint_every_, "N",
                "epochs between checkpoints (default: every 5 minutes)", {1, 1e9});
    options.add("keep", keep_, "N", "previous checkpoints that are kept", {0, 100});
    options.add("max-time", max_time_, "SECONDS",
                "stop in time with a checkpoint and exit code 3 (default: the end of the Slurm job)",
                {0, 1e9});
    options.add("hang-timeout", hang_timeout_, "SECONDS",
                "end the job when nothing goes on for this long: a rank, link or disk has stopped; must be "
                "longer than "
                "the time between two syncs (default: 600 with several ranks, none with one; 0: none)",
                {0, 1e9});
  }

  ExitCode run(Job& job, const OptionTable& options) override {
    check_training_output(job);
    StopRequest outside(max_time_);  // from here on signals are noted, and time counts
    const Watchdog watchdog(job.comm,
                            hang_timeout_.value_or(job.comm.size() == 1 ? 0 : default_hang_timeout));
    std::optional<OutputLock> lock;
    if (!job.common.dry_run) lock.emplace(job.comm, job.common.output, patience_for_other_jobs);
    if (lock && !lock->held())
      job.log.warning(job.common.output + ": the file system has no locks: let no two jobs write this file");
    const std::string ratings = triplets_.empty() ? ratings_ : import_beside(job, ratings_, triplets_);
    const RatingStore store =
        job.timings.measure("load", [&] { return RatingStore::open(job.comm, ratings); });
    split_ = on_every_rank(job.comm, [&] { return choose_split(store, split_, job.log); });
    on_every_rank(job.comm, [&] {
      if (fold_) check_fold(store, split_, *fold_);
      if (overlap_every_) check_overlap_split(store, split_);
    });
    config_ = on_every_rank(job.comm, [&] { return config_that_matters(options, binding_, store, split_); });
    std::optional<ModelStore> old = fresh_ ? std::nullopt : newest_good_model(job, job.common.output, keep_);
    if (old) on_every_rank(job.comm, [&] { check_resumable(*old, config_, store.ratings_fingerprint()); });
    shards_ = on_every_rank(job.comm, [&] { return shards_for(job, store, old); });
    const std::optional<std::int64_t> given_syncs = binding_.options({}).syncs_per_epoch;
    if (old && given_syncs)
      on_every_rank(job.comm, [&] { check_same_syncs(*old, syncs_line(*given_syncs, true), shards_); });
    if (old && on_every_rank(job.comm, [&] { return is_finished(*old); })) return nothing_left(job, *old);
    warn_of_idle_ranks(job, shards_);
    TrainData data = job.timings.measure("load", [&] {
      return load_training_data(job.comm, store, split_, shards_, Part::validation, fold_);
    });
    users_ = data.train.users;
    const bool validates = job.comm.sum_value(data.validation.size()) > 0;
    const TrainOptions chosen = on_every_rank(job.comm, [&] {
      return binding_.options(validates ? std::optional(default_patience) : std::nullopt);
    });
    announce(job, store, data, chosen);
    if (job.common.dry_run) return ExitCode::done;
    Trainer trainer(job.comm, chosen, std::move(data));
    const std::string syncs = syncs_line(trainer.syncs_per_epoch(), chosen.syncs_per_epoch.has_value());
    if (old) {
      on_every_rank(job.comm, [&] { check_same_syncs(*old, syncs, shards_); });
      resume(job, trainer, *old);
    }
    config_ += syncs;
    old.reset();
    const std::string stopped = learn(job, store, trainer, chosen, outside);
    report_training(job, trainer.progress(), stopped);
    return stopped == "time" || stopped == "signal" ? ExitCode::stopped_early : ExitCode::done;
  }

 private:
  /// Collective.
  void check_training_output(Job& job) {
    on_every_rank(job.comm, [&] {
      if (job.common.force) throw UsageError("crucible train: --force is not for train; --fresh starts over");
      if (fold_ && overlap_every_)
        throw UsageError(
            "crucible train: --overlap-every looks at the validation part, on which --fold trains");
    });
    Job checked{job.comm, job.common, job.log, {}, {}, {}, {}};
    checked.common.force = true;  // an existing output is resumed
    check_output(checked, {ratings_});
  }

  bool is_finished(const ModelStore& old) const {
    if (!old.has_state()) return true;
    const TrainingState state = old.read_state();
    return state.stopped == "early" || state.progress.epoch >= binding_.epochs();
  }

  static ExitCode nothing_left(Job& job, const ModelStore& old) {
    job.result["best_epoch"] = old.record().best_epoch;
    job.result["stopped"] = "done";
    job.log.result(old.path() +
                   " is finished: nothing left to train (more --epochs go on, --fresh starts over)");
    return ExitCode::done;
  }

  static void warn_of_idle_ranks(Job& job, std::int64_t shards) {
    if (shards >= job.comm.size()) return;
    const std::string ranks = std::to_string(job.comm.size());
    job.log.warning("--shards: " + std::to_string(job.comm.size() - shards) + " of " + ranks +
                    " ranks have no shard and do nothing; give --shards " + ranks + " or more");
  }

  /// Shards of the schedule. Local.
  std::int64_t shards_for(const Job& job, const RatingStore& store,
                          const std::optional<ModelStore>& old) const {
    if (binding_.options({}).sync == SyncMode::allreduce) return job.comm.size();
    return rotate_shards(store, binding_.shards, old ? &*old : nullptr);
  }

  /// Collective.
  static void announce(Job& job, const RatingStore& store, const TrainData& data,
                       const TrainOptions& options) {
    const std::int64_t ratings = job.comm.sum_value(data.train.size());
    const std::int64_t validation = job.comm.sum_value(data.validation.size());
    job.log.info("training " + std::to_string(options.factors) + " factors on " + grouped(ratings) +
                 " ratings of " + grouped(store.total_users()) + " readers and " +
                 grouped(store.total_books()) + " books" +
                 (validation > 0 ? ", validating on " + grouped(validation) : "") + "; " +
                 std::string(name_of(options.optimizer)) + ", " + std::string(name_of(options.sync)) + ", " +
                 std::to_string(job.comm.size()) + (job.comm.size() == 1 ? " rank" : " ranks"));
  }

  /// Collective.
  static void resume(Job& job, Trainer& trainer, const ModelStore& old) {
    const TrainingState state = on_every_rank(job.comm, [&] { return old.read_state(); });
    trainer.restore(state.progress, [&](const StateSlot& slot) {
      return on_every_rank(job.comm, [&] { return old.read_slot(slot); });
    });
    if (old.record().instruction_set != name_of(trainer.instruction_set()))
      job.log.warning(old.path() + " was trained with " + old.record().instruction_set +
                      " instructions and goes on with " + std::string(name_of(trainer.instruction_set())) +
                      ": the last digits will differ");
    job.log.info("going on from " + old.path() + " after epoch " + std::to_string(state.progress.epoch));
  }

  /// Epochs, each with a line and a row of JSON, checkpoints between them, the finished model at the end.
  /// Returns why it ended. Collective.
  std::string learn(Job& job, const RatingStore& store, Trainer& trainer, const TrainOptions& options,
                    StopRequest& outside) {
    nlohmann::ordered_json& epochs = job.result["epochs"] = nlohmann::ordered_json::array();
    for (const EpochReport& row : trainer.progress().history) epochs.push_back(json_of(row));
    std::optional<OverlapWatch> watch;
    if (overlap_every_) job.timings.measure("load", [&] { watch.emplace(job.comm, store, split_, users_); });
    double seconds = 0;
    double judging = 0;
    double last_checkpoint = job.timings.total();
    std::int64_t done = 0;
    std::string stopped;
    while (!trainer.finished() && stopped.empty()) {
      EpochReport report = job.timings.measure("train", [&] { return trainer.run_epoch(); });
      if (watch && report.epoch % *overlap_every_ == 0) {
        const double before = job.timings.total();
        report.overlap_at_10 =
            job.timings.measure("evaluate", [&] { return watch->measure(trainer.last_model()); });
        trainer.note_overlap(report.overlap_at_10);
        judging = std::max(judging, job.timings.total() - before);
      }
      seconds += report.seconds;
      ++done;
      const double left =
          seconds / static_cast<double>(done) * static_cast<double>(options.epochs - report.epoch);
      job.log.progress(epoch_line(report, options.epochs, left));
      epochs.push_back(json_of(report));
      const double needed = 1.5 * (report.seconds + judging) + 2 * checkpoint_seconds_ + 1;
      const OutsideRequest request = outside.poll(job.comm, needed);
      if (trainer.finished()) break;
      if (request == OutsideRequest::stop) stopped = outside.reason();
      const bool old_enough = job.timings.total() - last_checkpoint > seconds_between_checkpoints;
      const bool due =
          checkpoint_every_ ? report.epoch % *checkpoint_every_ == 0 : job.comm.broadcast_value(old_enough);
      if (stopped.empty() && (due || request == OutsideRequest::checkpoint)) {
        write(job, store, trainer, "");
        last_checkpoint = job.timings.total();
      }
    }
    job.log.end_progress();
    if (stopped.empty()) stopped = trainer.progress().epoch >= options.epochs ? "done" : "early";
    write(job, store, trainer, stopped);
    return stopped;
  }

  /// Collective.
  void write(Job& job, const RatingStore& store, const Trainer& trainer, const std::string& stopped) {
    const double before = job.timings.total();
    job.timings.measure("checkpoint", [&] {
      const FactorModel model = trainer.best_model();
      const ModelNames names = on_every_rank(job.comm, [&] {
        ModelNames read{store.user_ids(users_), store.book_ids(model.books), {}};
        if (store.has_titles()) read.book_titles = store.book_titles(model.books);
        return read;
      });
      ModelRecord record{trainer.progress().history,
                         config_,
                         store.ratings_fingerprint(),
                         store.id_fingerprint(),
                         std::string(name_of(trainer.instruction_set())),
                         shards_,
                         trainer.progress().best_epoch};
      const TrainingState state{trainer.progress(), stopped, trainer.slots(),
                                [&](const StateSlot& slot) { return trainer.slot_values(slot); }};
      if (keep_ > 0) on_root(job.comm, [&] { shift_previous(job.common.output, keep_); });
      ModelStore::write(job.comm, job.common.output, model, names, record, {job.command_line}, &state,
                        keep_ > 0 ? previous_path(job.common.output) : std::string());
    });
    checkpoint_seconds_ = job.timings.total() - before;
  }

  std::string ratings_;
  std::string split_;
  std::optional<std::int64_t> fold_;
  std::vector<std::string> triplets_;
  bool fresh_ = false;
  std::optional<std::int64_t> overlap_every_;
  std::optional<std::int64_t> checkpoint_every_;
  std::int64_t keep_ = 1;
  std::optional<double> max_time_;
  std::optional<double> hang_timeout_;
  TrainOptionBinding binding_;
  std::string config_;
  std::int64_t shards_ = 0;
  IndexRange users_;
  double checkpoint_seconds_ = 0;
};

}  // namespace

std::unique_ptr<Command> make_train_command() { return std::make_unique<TrainCommand>(); }

}  // namespace crucible
