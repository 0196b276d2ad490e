#include "report/tune_report.hpp"

#include "crucible/core/number_text.hpp"

#include <algorithm>
#include <vector>

namespace crucible {

namespace {

constexpr std::size_t shown_trials = 20;

}  // namespace

std::string tune_line(const TuneResults& results, const TuneTrial& trial) {
  std::string line;
  for (std::size_t m = 0; m < results.setting.metrics.size(); ++m) {
    const std::optional<double> mean = trial.mean(m);
    line += results.setting.metrics[m] + " " + (mean ? fixed(*mean, 4) : "-");
    if (const auto deviation = trial.deviation(m)) line += " +- " + fixed(*deviation, 4);
    line += "  ";
  }
  const bool cut =
      std::any_of(trial.runs.begin(), trial.runs.end(), [](const TuneRun& run) { return run.share < 1; });
  line += trial.diverged() ? "diverged" : "epoch " + std::to_string(trial.epoch());
  if (cut) line += " of the first " + std::to_string(trial.runs.front().epochs);
  line += "  " + duration(trial.seconds()) + " ";
  for (const auto& [name, text] : trial.options) line.append(" ").append(name).append("=").append(text);
  if (results.standard && &results.trials[*results.standard] == &trial) line += " (defaults)";
  return line;
}

void say_tune_plan(Job& job, const TunePlan& plan) {
  job.log.result("would train " + grouped(std::ssize(plan.candidates)) + " candidates" +
                 (plan.folds > 0 ? " on " + std::to_string(plan.folds) + " folds" : "") + ", " +
                 std::to_string(plan.groups) + " side by side");
  job.result["candidates"] = std::ssize(plan.candidates);
}

void announce_search(Job& job, const TunePlan& plan, const TuneSearch& search) {
  job.log.info(grouped(std::ssize(plan.candidates)) + " candidates, " + grouped(search.waiting()) +
               " trainings to do" + (plan.shares.size() > 1 ? " before the first ones drop out" : "") +
               (search.known() > 0 ? ", " + grouped(search.known()) + " done before" : "") + "; " +
               std::to_string(plan.groups) + (plan.groups == 1 ? " group of " : " groups of ") +
               std::to_string(job.comm.size() / static_cast<int>(plan.groups)) + " ranks");
}

void report_search(Job& job, const TuneResults& results) {
  std::vector<std::size_t> ranking = results.ranking();
  std::erase_if(ranking, [&](std::size_t trial) { return results.trials[trial].runs.empty(); });
  for (std::size_t place = 0; place < std::min(shown_trials, ranking.size()); ++place)
    job.log.result(padded(std::to_string(ranking[place] + 1), 4) + "  " +
                   tune_line(results, results.trials[ranking[place]]));
  if (ranking.size() > shown_trials) job.log.result("      ... " + grouped(std::ssize(ranking)) + " in all");
  if (const std::optional<double> gain = results.gain())
    job.log.result(*gain <= 0 ? "the defaults are the best"
                              : results.setting.metrics.front() + " of the best is " + fixed(100 * *gain, 2) +
                                    " % better than that of the defaults");
  job.result.update(json_of(results));
}

}  // namespace crucible
