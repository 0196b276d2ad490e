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

}  // namespace

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
  for (const OptionTexts& candidate : plan_.candidates)
    for (std::int64_t fold = 0; fold < std::max<std::int64_t>(1, plan_.folds); ++fold) {
      const std::vector<TuneRun>& runs = results_.trial(candidate).runs;
      const std::int64_t wanted = plan_.folds > 0 ? fold : -1;
      if (std::any_of(runs.begin(), runs.end(), [&](const TuneRun& run) { return run.fold == wanted; }))
        ++known_;
      else
        waiting_.push_back({candidate, plan_.folds > 0 ? std::optional(fold) : std::nullopt});
    }
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
}

/// Collective over the group. Runs the training `index`. Returns its result as a line of JSON on the first
/// rank of the group, and an empty text on the others. The line also reports a failure, so that the other
/// groups know it.
std::string TuneSearch::run_one(const RatingStore& store, const TrainOptionReader& reader,
                                std::size_t index) const {
  if (index >= waiting_.size()) return {};
  TuneTask task = plan_.task;
  task.fold = waiting_[index].fold;
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
    trial.runs.push_back(run_of(answer["run"], results_.setting));
    heard(trial);
  }
  on_root(comm_, [&] { write_tune_results(folder_, results_, plan_.usage); });
  if (failure) on_every_rank(comm_, [&] { throw Error(*failure); });
}

}  // namespace crucible
