#include "commands.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/stop_request.hpp"
#include "crucible/mpi/watchdog.hpp"
#include "crucible/store/model_rows.hpp"
#include "crucible/store/training_data.hpp"
#include "crucible/train/training_memory.hpp"
#include "options/train_settings.hpp"
#include "report/training_report.hpp"
#include "steps/lock_output.hpp"
#include "steps/open_files.hpp"
#include "training/finishing.hpp"
#include "training/foreign_triplets.hpp"
#include "training/regularization.hpp"
#include "training/resume.hpp"
#include "training/training_config.hpp"
#include "training/training_plan.hpp"
#include "training/training_plot.hpp"
#include "training/training_run.hpp"
#include "training/warm_start.hpp"

namespace crucible {

namespace {

class TrainCommand : public Command {
 public:
  void declare(OptionTable& options) override {
    settings_.declare(options);
    options.most_used({"split", "factors", "unrated-weight", "epochs", "optimizer", "learning-rate",
                       "regularization", "seed", "sync", "plot", "fresh", "max-time"});
  }

  ExitCode run(Job& job, const OptionTable& options) override {
    on_every_rank(job.comm, [&] { settings_.check(job); });
    check_output(job, settings_.inputs(), OutputKind::file, OldOutput::taken_up);
    settings_.plot.check(job, settings_.inputs(), OldOutput::taken_up);
    StopRequest outside(settings_.max_time);  // from here on signals are noted, and time counts
    const Watchdog watchdog(job.comm, settings_.hang_timeout(job.comm.size()),
                            "--hang-timeout sets the limit, 0 for none");
    std::unique_ptr<OutputLock> lock;
    if (!job.common.dry_run) lock = lock_output(job, job.common.output);
    const std::optional<std::string> ratings =
        ratings_for_training(job, settings_.ratings, settings_.triplets);
    if (!ratings) {  // a dry run: the ratings file to plan with was not written
      on_every_rank(job.comm, [&] { static_cast<void>(settings_.train_options(false)); });
      return ExitCode::done;
    }
    const RatingStore store = open_ratings(job, *ratings);
    std::optional<ModelStore> from;
    if (!settings_.from.empty()) from = open_model_to_go_on_from(job, settings_, options, store);
    TrainingPlan plan =
        plan_training(job, settings_, options, store, from ? warm_config(settings_, *from) : std::string());
    if (plan.finished) {
      report_finished(job, *plan.old);
      if (!job.common.dry_run) plot_training(job, settings_.plot, *plan.old);
      return ExitCode::done;
    }
    return train(job, store, plan, from ? &*from : nullptr, outside);
  }

 private:
  /// Collective. `from` is the model to go on from; null: none.
  ExitCode train(Job& job, const RatingStore& store, TrainingPlan& plan, const ModelStore* from,
                 StopRequest& outside) const {
    warn_of_idle_ranks(job, plan.shards);
    TrainData data = job.timings.measure("load", [&] {
      return load_training_data(job.comm, store, settings_.split, plan.shards, Part::validation,
                                settings_.fold);
    });
    const IndexRange users = data.train.users;
    const bool validates = job.comm.sum_value(data.validation.size()) > 0;
    TrainOptions chosen = on_every_rank(job.comm, [&] { return settings_.train_options(validates); });
    announce_training(job, data, chosen);
    const TrainingSizes sizes = training_sizes(job.comm, data);
    const Finishing finishing =
        on_every_rank(job.comm, [&] { return plan_finishing(job, store, settings_, chosen, sizes); });
    if (job.common.dry_run) {
      job.memory.expect(training_bytes(sizes, chosen, finishing_memory(finishing, sizes, chosen)));
      return ExitCode::done;
    }
    const std::optional<std::string> regularization =
        settle_regularization(job, chosen, data, plan.old ? &*plan.old : from, outside);
    if (!regularization) return ExitCode::stopped_early;
    const std::vector<std::int64_t> checks =
        on_every_rank(job.comm, [&] { return rating_checks(store, data.train); });
    std::optional<WarmStart> start;
    if (from != nullptr) start = read_warm_start(job, settings_, *from, store, data, checks);
    Trainer trainer =
        start ? Trainer(job.comm, warm_options(chosen), std::move(data), *std::exchange(start, {}))
              : Trainer(job.comm, chosen, std::move(data));
    if (from == nullptr) announce_draws(job, chosen, validates, trainer.draws());
    const std::string syncs = syncs_line(trainer.syncs_per_epoch(), chosen.syncs_per_epoch.has_value());
    if (plan.old) {
      on_every_rank(job.comm, [&] { check_same_syncs(*plan.old, syncs, plan.shards); });
      resume(job, trainer, *plan.old);
      plan.old.reset();
    }
    TrainingRun training(
        job, store, trainer,
        {settings_.split, plan.config + syncs + *regularization, plan.shards, chosen.factors, users,
         settings_.overlap_every, settings_.checkpoint_every, settings_.keep, checks, finishing});
    const std::string stopped = training.learn(trainer.epochs(), outside);
    report_training(job, trainer.progress(), stopped);
    plot_training(job, settings_.plot, trainer.progress(), chosen.unrated_weight);
    return stopped == "time" || stopped == "signal" ? ExitCode::stopped_early : ExitCode::done;
  }

  TrainSettings settings_;
};

}  // namespace

std::unique_ptr<Command> make_train_command() { return std::make_unique<TrainCommand>(); }

}  // namespace crucible
