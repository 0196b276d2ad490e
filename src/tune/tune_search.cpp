#include "crucible/tune/tune_search.hpp"

#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/watchdog.hpp"

#include <algorithm>
#include <span>
#include <sstream>

namespace crucible {

namespace {

/// Seconds that a group may go without a sign of life. It is far longer than the time between two syncs.
constexpr double hang_timeout = 600;

/// The run of `trial` that judges by `fold` (-1: by a part); null if there is none.
const TuneRun* run_by(const TuneTrial& trial, std::int64_t fold) {
  const auto at = std::find_if(trial.runs.begin(), trial.runs.end(),
                               [&](const TuneRun& run) { return run.fold == fold; });
  return at == trial.runs.end() ? nullptr : &*at;
}

}  // namespace

std::vector<double> halving_shares(std::size_t candidates, std::int64_t epochs) {
  // Before, the smallest L2 looks best, since factors grow fastest under it.
  constexpr double least_epochs = 10;
  std::vector<double> shares{1};
  for (std::size_t field = candidates; field >= 3 && shares.size() < 3; field = (field + 2) / 3) {
    const double share = shares.front() / 3;
    if (share * static_cast<double>(epochs) < least_epochs) break;
    shares.insert(shares.begin(), share);
  }
  return shares;
}

TuneSearch::TuneSearch(const Communicator& comm, TunePlan plan, std::string folder, bool fresh)
    : comm_(comm),
      plan_(std::move(plan)),
      folder_(std::move(folder)),
      group_(comm.rank() * plan_.groups / comm.size()),
      group_comm_(comm.split(static_cast<int>(group_), 0)) {
  require(1 <= plan_.groups && plan_.groups <= comm.size(), "TuneSearch: a rank or more for each group");
  results_.setting = plan_.setting;
  on_every_rank(comm, [&] { take_up(fresh); });
}

void TuneSearch::take_up(bool fresh) {
  if (!fresh) {
    std::optional<TuneResults> old = read_tune_results(folder_);
    if (old && !(old->setting == plan_.setting))
      throw UsageError(folder_ + ": holds a search with other ratings, another split or other metrics (" +
                       old->setting.judged + "); name another folder, or start over with `fresh`");
    if (old) results_ = std::move(*old);
  }
  for (const OptionTexts& candidate : plan_.candidates) results_.trial(candidate);
  results_.standard.reset();
  if (plan_.standard) {
    const TuneTrial& standard = results_.trial(*plan_.standard);
    results_.standard = static_cast<std::size_t>(&standard - results_.trials.data());
  }
  for (const TuneTrial& trial : results_.trials)
    known_ += std::count_if(trial.runs.begin(), trial.runs.end(),
                            [](const TuneRun& run) { return run.share == 1; });
  waiting_ = next_step();
  waiting_at_start_ = static_cast<std::int64_t>(waiting_.size());
}

/// The trainings of the first step that is not done; none if all are.
std::vector<TuneSearch::Waiting> TuneSearch::next_step() {
  std::vector<OptionTexts> field = plan_.candidates;
  for (const double share : plan_.shares) {
    std::vector<Waiting> waiting;
    for (const OptionTexts& candidate : field) add_waiting(candidate, share, waiting);
    if (share == 1 && plan_.standard) add_waiting(*plan_.standard, share, waiting);
    if (share == 1 || !waiting.empty()) return waiting;
    field = best_third(std::move(field), share);
  }
  return {};
}

/// Adds what is left to do until `candidate` has run `share` of its epochs.
void TuneSearch::add_waiting(const OptionTexts& candidate, double share, std::vector<Waiting>& waiting) {
  const TuneTrial& trial = results_.trial(candidate);
  for (std::int64_t fold = plan_.folds > 0 ? 0 : -1; fold < plan_.folds; ++fold) {
    const TuneRun* const run = run_by(trial, fold);
    if (run != nullptr && run->share >= share) continue;
    const bool planned = std::any_of(waiting.begin(), waiting.end(), [&](const Waiting& other) {
      return other.options == candidate && other.fold.value_or(-1) == fold;
    });
    if (!planned) waiting.push_back({candidate, fold < 0 ? std::nullopt : std::optional(fold), share});
  }
}

/// The better third of `field`, rounded up, by what was judged until `share` of the epochs. What was judged
/// later must not count, so that a search which is taken up again chooses the same ones.
std::vector<OptionTexts> TuneSearch::best_third(std::vector<OptionTexts> field, double share) {
  const bool smaller = plan_.setting.smaller_is_better;
  std::stable_sort(field.begin(), field.end(), [&](const OptionTexts& a, const OptionTexts& b) {
    const std::optional<double> of_a = results_.trial(a).best_until(share, smaller);
    const std::optional<double> of_b = results_.trial(b).best_until(share, smaller);
    if (!of_a || !of_b) return of_a.has_value() && !of_b.has_value();
    return smaller ? *of_a < *of_b : *of_a > *of_b;
  });
  field.resize((field.size() + 2) / 3);
  return field;
}

void TuneSearch::run_round(const RatingStore& store, const TrainOptionReader& reader,
                           const std::function<void(const TuneTrial& trial)>& heard) {
  std::string text;
  {
    // Only the training is watched, because a group may wait long for a slower one.
    const Watchdog watchdog(group_comm_, group_comm_.size() == 1 ? 0 : hang_timeout, "");
    text = run_one(store, reader, next_ + static_cast<std::size_t>(group_));
  }
  next_ += static_cast<std::size_t>(plan_.groups);
  take_in(text, heard);
  if (!finished()) return;
  waiting_ = next_step();
  next_ = 0;
}

/// Collective over the group. Runs the training `index`. Returns its result as a line of JSON on the first
/// rank of the group, and an empty text on the others. The line also reports a failure, so that the other
/// groups know it.
std::string TuneSearch::run_one(const RatingStore& store, const TrainOptionReader& reader,
                                std::size_t index) const {
  if (index >= waiting_.size()) return {};
  TuneTask task = plan_.task;
  task.fold = waiting_[index].fold;
  task.share = waiting_[index].share;
  task.also_after = plan_.shares;
  nlohmann::ordered_json answer{{"index", index}};
  try {
    TuneCandidate candidate =
        on_every_rank(group_comm_, [&] { return reader.read(waiting_[index].options); });
    answer["run"] =
        json_of(train_and_judge(group_comm_, store, task, std::move(candidate)), results_.setting);
  } catch (const Error& error) {
    if (!error.on_all_ranks()) throw;
    answer["kind"] = static_cast<int>(error.kind());
    answer["failure"] = error.what();
  }
  return group_comm_.is_root() ? answer.dump() + "\n" : std::string();
}

/// Collective. Adds the results of all groups on every rank and writes them. Only then it throws the failure
/// of a group, so that the work of the others is kept.
void TuneSearch::take_in(const std::string& mine, const std::function<void(const TuneTrial& trial)>& heard) {
  const std::vector<char> all = comm_.concatenate_all(std::span<const char>(mine.data(), mine.size()));
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
    TuneRun run = run_of(answer["run"], results_.setting);
    // A longer training of a candidate that went on replaces the shorter one.
    std::erase_if(trial.runs, [&](const TuneRun& other) { return other.fold == run.fold; });
    trial.runs.push_back(std::move(run));
    heard(trial);
  }
  on_root(comm_, [&] { write_tune_results(folder_, results_, plan_.usage); });
  if (failure) on_every_rank(comm_, [&] { throw Error(*failure); });
}

}  // namespace crucible
