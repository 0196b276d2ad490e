#include "crucible/app/commands.hpp"
#include "crucible/hdf5/output_lock.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/watchdog.hpp"
#include "crucible/store/rating_store.hpp"
#include "same_ids.hpp"
#include "split_choice.hpp"
#include "stop_request.hpp"
#include "text_format.hpp"
#include "train_option_binding.hpp"
#include "training_data.hpp"
#include "tune_job.hpp"
#include "tune_results.hpp"
#include "tune_space.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <span>
#include <sstream>

namespace crucible {

namespace {

constexpr std::size_t shown_trials = 20;
constexpr std::int64_t default_judge_every = 5;
/// Seconds that the ranks of a killed job get to end.
constexpr double patience_for_other_jobs = 30;
/// Seconds without a sign of life from a group's ranks, far longer than between two syncs.
constexpr double hang_timeout = 600;

/// With whole readers held out: how many of the books that are masked stand among the first as many. That is
/// overlap@10 where ten are masked, and precision at their number otherwise.
std::vector<std::string> default_metrics(const SplitSummary& split) {
  const std::int64_t masked = masked_books_of(split);
  if (masked == 0) return {"rmse", "mae"};
  return {masked == 10 ? "overlap@10" : "precision@" + std::to_string(masked), "rmse"};
}

/// A training that is still to do.
struct Waiting {
  OptionTexts options;
  std::optional<std::int64_t> fold;
};

class TuneCommand : public Command {
 public:
  TuneCommand() : train_options_("train") { binding_.declare(train_options_); }

  void declare(OptionTable& options) override {
    options.positional("RATINGS", ratings_, "ratings.h5 with a split");
    options.add("split", split_, "NAME", "train on this split's training part");
    options.add_choice("part", part_, {"validation", "test"}, "what candidates are judged by");
    options.add("folds", folds_, "judge each candidate by every fold of the split: mean and deviation");
    options.add("metrics", metrics_, "LIST",
                "what to measure; the first decides (default: rmse,mae; where the split holds out whole "
                "readers and masks K books of each, precision@K,rmse (for 10 overlap@10,rmse))");
    options.add("judge-every", judge_every_, "N",
                "epochs between judgements, for early stopping; 0: after the last one alone (default: 5, and "
                "0 with --folds)",
                {0, 1e9});
    options.group("What to try");
    options.add("trials", trials_, "N", "draw N candidates by chance instead of all combinations of values",
                {1, 1e6});
    options.add("draw-seed", draw_seed_, "N", "another seed, other candidates");
    options.add("groups", groups_, "G",
                "groups that the ranks are split into, each training candidates of its own (default: 1)",
                {1, 1e6});
    options.add("fresh", fresh_, "start over where the output exists");
    options.add("max-time", max_time_, "SECONDS",
                "stop after the trainings under way, with exit code 3: run again to go on", {0, 1e9});
    options.add_as_texts(train_options_, texts_);
  }

  ExitCode run(Job& job, const OptionTable&) override {
    StopRequest outside(max_time_);
    check_tune_output(job);
    const RatingStore store =
        job.timings.measure("load", [&] { return RatingStore::open(job.comm, ratings_); });
    on_every_rank(job.comm, [&] { prepare(job, store); });
    if (job.common.dry_run) return say_plan(job);
    on_root(job.comm, [&] { std::filesystem::create_directories(job.common.output); });
    const OutputLock lock(job.comm, job.common.output + "/results.json", patience_for_other_jobs);
    on_every_rank(job.comm, [&] { take_up(job); });
    const ExitCode code = search(job, store, outside);
    report(job);
    return code;
  }

 private:
  void check_tune_output(Job& job) const {
    on_every_rank(job.comm, [&] {
      if (job.common.force) throw UsageError("crucible tune: --force is not for tune; --fresh starts over");
    });
    Job checked{job.comm, job.common, job.log, {}, {}, {}, {}};
    checked.common.force = true;  // an existing search is taken up
    check_output(checked, {ratings_}, OutputKind::folder);
    on_root(job.comm, [&] {
      std::error_code ignored;
      if (std::filesystem::exists(job.common.output, ignored) &&
          !std::filesystem::is_directory(job.common.output, ignored))
        throw UsageError("--output: " + printable(job.common.output) +
                         " is no folder; results.csv, results.json and best.conf go into one");
    });
  }

  /// Decides everything that is not searched. Local.
  void prepare(Job& job, const RatingStore& store) {
    split_ = choose_split(store, split_, job.log);
    if (split_.empty())
      throw UsageError(ratings_ +
                       ": no split, so nothing is held out to judge by; make one with: crucible split");
    const auto summary = std::find_if(store.splits().begin(), store.splits().end(),
                                      [&](const SplitSummary& split) { return split.name == split_; });
    if (folds_) check_fold(store, split_, 0);
    fold_count_ = folds_ ? folds_of(store, split_) : 0;
    if (metrics_.empty()) metrics_ = default_metrics(*summary);
    const std::int64_t cutoff = 10;
    task_.split = split_;
    task_.judged = part_ == "test" ? Part::test : Part::validation;
    task_.metrics = parse_metrics(metrics_, {&cutoff, 1});
    task_.judge_every = judge_every_.value_or(folds_ ? 0 : default_judge_every);
    results_.setting = {store.ratings_fingerprint(),
                        "split " + described(*summary) + (folds_ ? ", folds" : ", part " + part_),
                        {},
                        task_.judge_every,
                        smaller_is_better(task_.metrics.front())};
    for (const Metric& metric : task_.metrics) results_.setting.metrics.push_back(metric.name);
    const TuneSpace space(texts_);
    candidates_ = trials_ ? space.draw(*trials_, static_cast<std::uint64_t>(draw_seed_)) : space.grid();
    for (OptionTexts& candidate : candidates_) {
      candidate.insert(candidate.end(), space.fixed().begin(), space.fixed().end());
      std::sort(candidate.begin(), candidate.end());
      check_candidate(candidate);
    }
    if (groups_ > job.comm.size())
      throw UsageError("crucible tune: --groups: " + std::to_string(groups_) +
                       " groups need as many ranks, not " + std::to_string(job.comm.size()));
  }

  ExitCode say_plan(Job& job) const {
    job.log.result("would train " + grouped(std::ssize(candidates_)) + " candidates" +
                   (folds_ ? " on " + std::to_string(fold_count_) + " folds" : "") + ", " +
                   std::to_string(groups_) + " side by side");
    job.result["candidates"] = std::ssize(candidates_);
    return ExitCode::done;
  }

  /// Takes up what the output folder holds, and notes what is left to do. Local.
  void take_up(Job& job) {
    if (!fresh_) {
      const std::optional<TuneResults> old = read_tune_results(job.common.output);
      if (old && !(old->setting == results_.setting))
        throw UsageError(job.common.output +
                         ": holds a search with other ratings, another split or other "
                         "metrics (" +
                         old->setting.judged + "); name another folder, or start over with --fresh");
      if (old) results_ = *old;
    }
    std::int64_t known = 0;
    for (const OptionTexts& candidate : candidates_)
      for (std::int64_t fold = 0; fold < std::max<std::int64_t>(1, fold_count_); ++fold) {
        const std::vector<TuneRun>& runs = results_.trial(candidate).runs;
        const std::int64_t wanted = folds_ ? fold : -1;
        if (std::any_of(runs.begin(), runs.end(), [&](const TuneRun& run) { return run.fold == wanted; }))
          ++known;
        else
          waiting_.push_back({candidate, folds_ ? std::optional(fold) : std::nullopt});
      }
    job.log.info(grouped(std::ssize(candidates_)) + " candidates, " + grouped(std::ssize(waiting_)) +
                 " trainings to do" + (known > 0 ? ", " + grouped(known) + " done before" : "") + "; " +
                 std::to_string(groups_) + (groups_ == 1 ? " group of " : " groups of ") +
                 std::to_string(job.comm.size() / static_cast<int>(groups_)) + " ranks");
  }

  /// Rounds of one training a group. Collective.
  ExitCode search(Job& job, const RatingStore& store, StopRequest& outside) {
    const auto groups = static_cast<std::size_t>(groups_);
    const std::int64_t group = job.comm.rank() * groups_ / job.comm.size();
    const Communicator comm = job.comm.split(static_cast<int>(group), 0);
    double longest = 0;
    for (std::size_t first = 0; first < waiting_.size(); first += groups) {
      if (outside.poll(job.comm, longest) == OutsideRequest::stop) {
        job.log.warning("stopped by " + outside.reason() + ": the same command goes on");
        return ExitCode::stopped_early;
      }
      const double before = job.timings.total();
      const std::size_t mine = first + static_cast<std::size_t>(group);
      std::string text;
      job.timings.measure("train", [&] {
        // A group that waits for a slower one is no hang: only the training is watched.
        const Watchdog watchdog(comm, comm.size() == 1 ? 0 : hang_timeout);
        text = run_one(comm, store, mine);
      });
      take_in(job, text);
      longest = job.comm.max_value(std::max(longest, job.timings.total() - before));
    }
    return ExitCode::done;
  }

  /// The training `index` as a line of JSON from the first rank of its group, empty from all others. A
  /// failure is told in it, since the other groups must hear of it. Collective over the group.
  std::string run_one(const Communicator& comm, const RatingStore& store, std::size_t index) {
    if (index >= waiting_.size()) return {};
    TuneTask task = task_;
    task.fold = waiting_[index].fold;
    nlohmann::ordered_json answer{{"index", index}};
    try {
      answer["run"] = json_of(train_and_judge(comm, store, task, waiting_[index].options), results_.setting);
    } catch (const Error& error) {
      if (!error.on_all_ranks()) throw;
      answer["kind"] = static_cast<int>(error.kind());
      answer["failure"] = error.what();
    }
    return comm.is_root() ? answer.dump() + "\n" : std::string();
  }

  /// Notes what the groups found, the same on every rank, and writes it; then throws what went wrong in one
  /// of them, so that the others' work is kept. Collective.
  void take_in(Job& job, const std::string& mine) {
    const std::vector<char> all = job.comm.concatenate_all(std::span<const char>(mine.data(), mine.size()));
    std::istringstream lines(std::string(all.begin(), all.end()));
    std::optional<Error> failure;
    for (std::string line; std::getline(lines, line);) {
      const auto answer = nlohmann::ordered_json::parse(line);
      if (answer.contains("failure")) {
        failure.emplace(static_cast<ErrorKind>(answer["kind"].get<int>()),
                        answer["failure"].get<std::string>());
        continue;
      }
      TuneTrial& trial = results_.trial(waiting_[answer["index"].get<std::size_t>()].options);
      trial.runs.push_back(run_of(answer["run"], results_.setting));
      job.log.info(tune_line(results_, trial));
    }
    on_root(job.comm, [&] { write_tune_results(job.common.output, results_); });
    if (failure) on_every_rank(job.comm, [&] { throw Error(*failure); });
  }

  void report(Job& job) const {
    for (const std::string& line : tune_lines(results_, shown_trials)) job.log.result(line);
    job.result.update(json_of(results_));
  }

  std::string ratings_;
  std::string split_;
  std::string part_ = "validation";
  bool folds_ = false;
  std::vector<std::string> metrics_;
  std::optional<std::int64_t> judge_every_;
  std::optional<std::int64_t> trials_;
  std::int64_t draw_seed_ = 1;
  std::int64_t groups_ = 1;
  bool fresh_ = false;
  std::optional<double> max_time_;
  TrainOptionBinding binding_;
  OptionTable train_options_;
  OptionTexts texts_;
  std::int64_t fold_count_ = 0;
  TuneTask task_;
  std::vector<OptionTexts> candidates_;
  std::vector<Waiting> waiting_;
  TuneResults results_;
};

}  // namespace

std::unique_ptr<Command> make_tune_command() { return std::make_unique<TuneCommand>(); }

}  // namespace crucible
