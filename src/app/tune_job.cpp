#include "tune_job.hpp"

#include "crucible/core/error.hpp"
#include "crucible/eval/evaluate.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/train/trainer.hpp"
#include "overlap_watch.hpp"
#include "train_option_binding.hpp"
#include "training_data.hpp"

#include <chrono>
#include <utility>

namespace crucible {

namespace {

constexpr std::int64_t default_patience = 3;

/// What the option texts of a candidate mean.
struct Candidate {
  TrainOptions options;
  std::optional<std::int64_t> shards;
};

Candidate candidate_of(const OptionTexts& texts) {
  OptionTable table("tune");
  TrainOptionBinding binding;
  binding.declare(table);
  std::vector<std::string> arguments;
  for (const auto& [name, text] : texts) {
    arguments.push_back("--" + name);
    if (text != "yes") arguments.push_back(text);
  }
  table.parse(arguments);
  return {binding.options(default_patience), binding.shards};
}

EvaluationData judged_by(const RatingStore& store, IndexRange users, const TuneTask& task) {
  const RatingShard ratings = store.read(users);
  const SplitLabels labels = store.read_split(users, task.split);
  return task.fold ? evaluation_data_of_fold(ratings, labels, *task.fold)
                   : evaluation_data(ratings, labels.part, task.judged);
}

/// Judges the trainer's last epoch. Collective.
std::vector<std::optional<double>> judge(const Communicator& comm, const Trainer& trainer,
                                         const EvaluationData& data, const TuneTask& task) {
  EvaluateOptions what;
  what.metrics = task.metrics;
  what.baselines = false;
  const FactorModel model = with_all_books(comm, trainer.last_model());
  const NamedModel named{"candidate", &model};
  return evaluate(comm, {&named, 1}, data, what).rows.front().values;
}

bool is_better(const TuneTask& task, const TuneRun& best, const std::vector<std::optional<double>>& values) {
  if (best.values.empty() || !best.values.front()) return true;
  if (!values.front()) return false;
  return smaller_is_better(task.metrics.front()) ? *values.front() < *best.values.front()
                                                 : *values.front() > *best.values.front();
}

/// Collective.
void run_epochs(const Communicator& comm, Trainer& trainer, const EvaluationData& data, const TuneTask& task,
                std::optional<std::int64_t> patience, TuneRun& run) {
  std::int64_t without_gain = 0;
  while (!trainer.finished()) {
    run.epochs = trainer.run_epoch().epoch;
    const bool due = task.judge_every > 0 && run.epochs % task.judge_every == 0;
    if (!due && !trainer.finished()) continue;
    std::vector<std::optional<double>> values = judge(comm, trainer, data, task);
    on_every_rank(comm, [&] {
      if (!values.front())
        throw UsageError(task.metrics.front().name + " cannot be computed from what split '" + task.split +
                         "' holds out: choose other --metrics, another --part or another split");
    });
    if (is_better(task, run, values)) {
      run.values = std::move(values);
      run.epoch = run.epochs;
      without_gain = 0;
    } else if (patience && ++without_gain >= *patience) {
      return;
    }
  }
}

}  // namespace

bool smaller_is_better(const Metric& metric) { return metric.row->kind == MetricKind::rating; }

void check_candidate(const OptionTexts& options) { candidate_of(options); }

TuneRun train_and_judge(const Communicator& comm, const RatingStore& store, const TuneTask& task,
                        const OptionTexts& texts) {
  const auto start = std::chrono::steady_clock::now();
  TuneRun run;
  run.fold = task.fold.value_or(-1);
  run.ranks = comm.size();
  Candidate candidate = on_every_rank(comm, [&] { return candidate_of(texts); });
  // judged here, by the metric that is asked for
  const std::optional<std::int64_t> patience = std::exchange(candidate.options.patience, std::nullopt);
  const std::int64_t shards = candidate.options.sync == SyncMode::allreduce
                                  ? comm.size()
                                  : candidate.shards.value_or(default_rotate_shards(
                                        store.total_ratings(), store.total_users(), store.total_books()));
  TrainData training = load_training_data(comm, store, task.split, shards, task.judged, task.fold);
  const EvaluationData data =
      on_every_rank(comm, [&] { return judged_by(store, training.train.users, task); });
  for (std::int64_t& offset : training.validation.offsets) offset = 0;
  training.validation.book.clear();
  training.validation.rating.clear();
  try {
    Trainer trainer(comm, candidate.options, std::move(training));
    run_epochs(comm, trainer, data, task, patience, run);
  } catch (const Error& diverged) {
    if (diverged.kind() != ErrorKind::numerical || !diverged.on_all_ranks()) throw;
    run.diverged = run.values.empty();
  }
  run.seconds =
      comm.max_value(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  return run;
}

}  // namespace crucible
