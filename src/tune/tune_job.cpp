#include "crucible/tune/tune_job.hpp"

#include "crucible/core/error.hpp"
#include "crucible/data/split.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/model/all_books.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/training_data.hpp"
#include "crucible/train/regularization_choice.hpp"
#include "crucible/train/sync_mode.hpp"
#include "crucible/train/trainer.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace crucible {

namespace {

EvaluationData judged_by(const RatingStore& store, IndexRange users, const TuneTask& task) {
  const RatingShard ratings = store.read(users);
  const SplitLabels labels = store.read_split(users, task.split);
  return task.fold ? evaluation_data_of_fold(ratings, labels, *task.fold)
                   : evaluation_data(ratings, labels.part, task.judged);
}

/// Collective.
std::vector<std::optional<double>> judge(const Communicator& comm, const FactorModel& trained,
                                         const EvaluationData& data, const TuneTask& task) {
  EvaluateOptions what;
  what.metrics = task.metrics;
  what.baselines = false;
  const FactorModel model = with_all_books(comm, trained);
  const NamedModel named{"candidate", &model};
  return evaluate(comm, {&named, 1}, data, what).rows.front().values;
}

bool is_better(const TuneTask& task, const TuneRun& best, const std::vector<std::optional<double>>& values) {
  if (best.values.empty() || !best.values.front()) return true;
  if (!values.front()) return false;
  return smaller_is_better(task.metrics.front()) ? *values.front() < *best.values.front()
                                                 : *values.front() > *best.values.front();
}

/// True where epoch `run.epochs` ends one of the shares of `task`.
bool ends_a_share(const TuneTask& task, const TuneRun& run) {
  return std::any_of(task.also_after.begin(), task.also_after.end(),
                     [&](double share) { return run.epochs == run.epoch_at(share); });
}

/// Who says when a training ends, and which of its models is the candidate's.
struct EndRule {
  bool keeps_best = false;               ///< the trainer, and its best model by validation
  std::optional<std::int64_t> patience;  ///< else the metric of the task, with this patience
};

/// Collective. Runs the epochs and judges them, and notes the best figures in `run`.
void run_epochs(const Communicator& comm, Trainer& trainer, const EvaluationData& data, const TuneTask& task,
                const std::string& file, const EndRule& rule, TuneRun& run) {
  std::int64_t without_gain = 0;
  while (!trainer.finished()) {
    run.epochs = trainer.run_epoch().epoch;
    const bool due = task.judge_every > 0 && run.epochs % task.judge_every == 0;
    const bool cut = task.share < 1 && run.epochs >= run.epoch_at(task.share) && !trainer.finished();
    if (!due && !cut && !ends_a_share(task, run) && !trainer.finished()) continue;
    std::vector<std::optional<double>> values =
        judge(comm, rule.keeps_best ? trainer.best_model() : trainer.last_model(), data, task);
    on_every_rank(comm, [&] {
      if (!values.front())
        throw UsageError(file + ": " + task.metrics.front().name + " cannot be computed from what split '" +
                         task.split + "' holds out: choose other `metrics`, another `part` or another split");
    });
    run.judged.push_back({run.epochs, values.front()});
    if (rule.keeps_best || is_better(task, run, values)) {
      run.values = std::move(values);
      run.epoch = rule.keeps_best ? trainer.progress().best_epoch : run.epochs;
      without_gain = 0;
    } else if (due && rule.patience && ++without_gain >= *rule.patience) {
      return;
    }
    if (cut) {
      run.share = task.share;
      return;
    }
  }
}

}  // namespace

bool smaller_is_better(const Metric& metric) { return metric.row->kind == MetricKind::rating; }

std::vector<std::string> default_tune_metrics(const SplitSummary& split) {
  constexpr std::int64_t masked_of_overlap = 10;
  const std::int64_t masked = masked_books_of(split);
  if (masks_a_share(split.parameters)) return {"ndcg@100", "rmse"};
  if (masked == 0) return {"rmse", "mae"};
  return {masked == masked_of_overlap ? "overlap@10" : "precision@" + std::to_string(masked), "rmse"};
}

TuneRun train_and_judge(const Communicator& comm, const RatingStore& store, const TuneTask& task,
                        TuneCandidate candidate) {
  const auto start = std::chrono::steady_clock::now();
  TuneRun run;
  run.fold = task.fold.value_or(-1);
  run.ranks = comm.size();
  EndRule rule{candidate.keeps_best, {}};
  run.keeps_best = candidate.keeps_best;
  // Patience applies here, to the metric of the task. The trainer would apply it to the validation error.
  if (!rule.keeps_best) rule.patience = std::exchange(candidate.options.patience, std::nullopt);
  run.planned = candidate.options.epochs;
  const std::int64_t shards = has_fixed_shards(candidate.options)
                                  ? candidate.shards.value_or(default_rotate_shards(
                                        store.total_ratings(), store.total_users(), store.total_books()))
                                  : comm.size();
  // As `train` does it: the validation part weighs the parts of the model and chooses what is left open. The
  // part that judges does so only where it is that one.
  TrainData training = load_training_data(comm, store, task.split, shards, Part::validation, task.fold);
  const EvaluationData data =
      on_every_rank(comm, [&] { return judged_by(store, training.train.users, task); });
  if (regularization_is_open(candidate.options)) {
    const double l2 = choose_regularization(comm, candidate.options, training).l2;
    candidate.options.regularization.user_factors = candidate.options.regularization.book_factors = l2;
  }
  try {
    Trainer trainer(comm, candidate.options, std::move(training));
    run_epochs(comm, trainer, data, task, store.path(), rule, run);
  } catch (const Error& diverged) {
    if (diverged.kind() != ErrorKind::numerical || !diverged.on_all_ranks()) throw;
    run.diverged = run.values.empty();
  }
  run.seconds =
      comm.max_value(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  return run;
}

}  // namespace crucible
