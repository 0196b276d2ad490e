#include "options/tune_settings.hpp"

#include "crucible/core/error.hpp"
#include "crucible/data/train_data.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/store/same_ids.hpp"
#include "crucible/store/training_data.hpp"
#include "options/split_choice.hpp"

#include <algorithm>
#include <limits>
#include <span>

namespace crucible {

namespace {

constexpr std::int64_t default_judge_every = 5;
/// The length of lists if a metric does not name one.
constexpr std::int64_t default_cutoff = 10;

/// In this rank's share of the file. Local.
std::int64_t validation_ratings(const Communicator& comm, const RatingStore& store,
                                const std::string& split) {
  const IndexRange users = users_of_rank(store.plan(comm.size()).boundaries, comm.size(), comm.rank());
  const std::vector<std::uint8_t> part = store.read_split(users, split).part;
  return std::count(part.begin(), part.end(), static_cast<std::uint8_t>(Part::validation));
}

}  // namespace

void TuneSettings::declare(OptionTable& options) {
  options.positional("RATINGS", ratings_, "ratings.h5 with a split");
  options.add("split", split_, "NAME", "train on this split's training part");
  options.add_choice("part", part_, {"validation", "test"}, "what candidates are judged by");
  options.add("folds", folds_, "judge each candidate by every fold of the split: mean and deviation");
  options.add("metrics", metrics_, "LIST",
              "what to measure; the first decides (default: rmse,mae; where the split holds out whole "
              "users and masks K books of each, precision@K,rmse (for 10 overlap@10,rmse))");
  options.add("judge-every", judge_every_, "N",
              "epochs between judgements, for early stopping; 0: after the last one alone (default: 5, and "
              "0 with --folds)",
              {0, 1e9});
  options.group("What to try");
  options.add("trials", trials_, "N", "draw N candidates by chance instead of all combinations of values",
              {1, 1e6});
  options.add("all-epochs", all_epochs_,
              "train every candidate to its end (default: of three or more, the best third goes on after a "
              "third of the epochs, and after a ninth if these are 90 or more)");
  options.add("draw-seed", draw_seed_, "N", "another seed, other candidates");
  options.add("groups", groups_, "G",
              "groups that the ranks are split into, each training candidates of its own (default: 1)",
              {1, 1e6});
  options.add("fresh", fresh_, "start over where the output exists");
  options.add("max-time", max_time_, "SECONDS",
              "stop after the trainings under way, with exit code 3: run again to go on", {0, 1e9});
  options.add_as_texts(train_options_, texts_);
}

void TuneSettings::check(const Job& job) const {
  if (job.common.force) throw UsageError("crucible tune: --force is not for tune; --fresh starts over");
  if (folds_ && part_ == "test")
    throw UsageError(
        "crucible tune: --part: with --folds all ratings judge, whatever their part; leave --part out");
}

TunePlan TuneSettings::plan(Job& job, const RatingStore& store) {
  const std::int64_t mine = on_every_rank(job.comm, [&] {
    split_ = choose_split_to_judge_by(store, split_, job.log);
    return folds_ ? 0 : validation_ratings(job.comm, store, split_);
  });
  reader_ = train_option_reader(job.comm.sum_value(mine) > 0);
  return on_every_rank(job.comm, [&] { return local_plan(job, store); });
}

/// Local.
TunePlan TuneSettings::local_plan(Job& job, const RatingStore& store) {
  const SplitSummary* const split = store.find_split(split_);
  require(split != nullptr, "the chosen split is not in the file");
  if (folds_) check_fold(store, split_, 0);
  if (metrics_.empty()) metrics_ = default_tune_metrics(*split);
  TunePlan plan;
  plan.folds = folds_ ? folds_of(store, split_) : 0;
  plan.groups = groups_;
  plan.usage = "crucible train RATINGS --config THIS -o model.h5";
  plan.task = task(*split);
  plan.setting = setting(store, *split, plan.task);
  add_candidates(plan);
  if (groups_ > job.comm.size())
    throw UsageError("crucible tune: --groups: " + std::to_string(groups_) +
                     " groups need as many ranks, not " + std::to_string(job.comm.size()));
  return plan;
}

/// How every candidate is trained and judged. Local.
TuneTask TuneSettings::task(const SplitSummary& split) const {
  TuneTask task;
  task.split = split.name;
  task.judged = part_ == "test" ? Part::test : Part::validation;
  task.metrics = parse_metrics(metrics_, {&default_cutoff, 1});
  task.judge_every = judge_every_.value_or(folds_ ? 0 : default_judge_every);
  return task;
}

/// What an earlier search must have in common with this one. Local.
TuneSetting TuneSettings::setting(const RatingStore& store, const SplitSummary& split,
                                  const TuneTask& task) const {
  TuneSetting setting{store.ratings_fingerprint(),
                      "split " + described(split) + (folds_ ? ", folds" : ", part " + part_),
                      {},
                      task.judge_every,
                      smaller_is_better(task.metrics.front())};
  for (const Metric& metric : task.metrics) setting.metrics.push_back(metric.name);
  return setting;
}

/// Adds the candidates, and the one with the defaults where there is something to search. Throws UsageError
/// if options do not go together. Local.
void TuneSettings::add_candidates(TunePlan& plan) const {
  const TuneSpace space(texts_, reader_);
  plan.candidates = trials_ ? space.draw(*trials_, static_cast<std::uint64_t>(draw_seed_)) : space.grid();
  std::int64_t epochs = std::numeric_limits<std::int64_t>::max();
  for (OptionTexts& candidate : plan.candidates) {
    candidate.insert(candidate.end(), space.fixed().begin(), space.fixed().end());
    std::sort(candidate.begin(), candidate.end());
    epochs = std::min(epochs, reader_.read(candidate).options.epochs);
  }
  if (!all_epochs_ && !folds_) plan.shares = halving_shares(plan.candidates.size(), epochs);
  if (!space.dimensions().empty()) plan.standard = space.fixed();
}

}  // namespace crucible
