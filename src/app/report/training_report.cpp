#include "report/training_report.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/sync_mode.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

std::string speed(const EpochReport& report) {
  return shortest(static_cast<double>(report.updates) / std::max(report.seconds, 1e-9) / 1e6, 3) +
         " M ratings/s";
}

/// "epoch 12/50"
std::string place(const EpochReport& report, std::int64_t epochs) {
  const std::string total = std::to_string(epochs);
  return "epoch " + padded(std::to_string(report.epoch), total.size()) + "/" + total;
}

std::string epoch_line(const EpochReport& report, std::int64_t epochs) {
  std::string line = place(report, epochs) + "  rate " + shortest(report.learning_rate, 3) + "  train RMSE " +
                     fixed(report.train_rmse, 4);
  if (!std::isnan(report.validation_rmse))
    line += "  validation " + fixed(report.validation_rmse, 4) + (report.best ? " *" : "  ");
  if (!std::isnan(report.overlap_at_10)) line += "  overlap@10 " + fixed(report.overlap_at_10, 4);
  return line + "  " + speed(report);
}

/// Why nothing is drawn. `each` says what a sweep takes.
std::string why_none(const DrawPlan& plan, const std::string& each) {
  if (plan.limit == DrawLimit::validation)
    return "fewer than " + std::to_string(least_validation_of_draws) + " validation ratings to weigh them by";
  if (plan.limit == DrawLimit::memory)
    return "every rank would hold " + shortest(plan.bytes / (1024 * 1024 * 1024), 2) + " GiB, more than " +
           shortest(most_draw_bytes / (1024 * 1024 * 1024), 2);
  return "sweeps of " + each + " would take more than " + shortest(most_operations / 1e9, 4) + " G";
}

}  // namespace

void show_epoch(ProgressLog& log, const std::vector<EpochReport>& history, std::int64_t epochs,
                double seconds_left) {
  const EpochReport& last = history.back();
  const bool validates = !std::isnan(last.validation_rmse);
  Step step{last.epoch, epoch_line(last, epochs), "training  " + place(last, epochs), {}, {}};
  for (const EpochReport& row : history)
    step.curve.push_back(validates ? row.validation_rmse : row.train_rmse);
  step.end = (validates ? "validation RMSE " + fixed(last.validation_rmse, 4) + (last.best ? " *" : "  ")
                        : "train RMSE " + fixed(last.train_rmse, 4)) +
             "  rate " + shortest(last.learning_rate, 3) + "  " + speed(last);
  if (last.epoch < epochs) {
    const std::string left = "  " + duration(seconds_left) + " left";
    step.line += left;
    step.end += left;
  }
  log.step(step);
}

void announce_training(Job& job, const TrainData& data, const TrainOptions& options) {
  const std::int64_t ratings = job.comm.sum_value(data.train.size());
  const std::int64_t validation = job.comm.sum_value(data.validation.size());
  job.log.info("training " + std::to_string(options.factors) + " factors on " + grouped(ratings) +
               " ratings of " + grouped(data.total_users) + " users and " + grouped(data.total_books) +
               " books" + (validation > 0 ? ", validating on " + grouped(validation) : "") + "; " +
               std::string(options.optimizer->name) + ", " +
               (options.optimizer->own_mode == nullptr ? std::string(options.sync->name) + ", " : "") +
               std::to_string(job.comm.size()) + (job.comm.size() == 1 ? " rank" : " ranks"));
}

void announce_draws(Job& job, const TrainOptions& options, bool validates, const DrawPlan& plan) {
  if (!options.optimizer->averages || !validates || options.unrated_weight > 0) return;
  job.result["draws"] = {{"factors", plan.factors}, {"sweeps", plan.sweeps}, {"operations", plan.operations}};
  const std::string each = shortest(plan.operations / 1e9, 2) + " G operations each";
  if (plan.sweeps > 0)
    job.log.info("after the steps up to " + std::to_string(plan.sweeps) + " sweeps of draws of " +
                 std::to_string(plan.factors) + " factors, " + each);
  else
    job.log.info("no draws after the steps: " + why_none(plan, each));
}

void warn_of_idle_ranks(Job& job, std::int64_t shards) {
  if (shards >= job.comm.size()) return;
  const std::string ranks = std::to_string(job.comm.size());
  job.log.warning("--shards: " + std::to_string(job.comm.size() - shards) + " of " + ranks +
                  " ranks have no shard of users; give --shards " + ranks + " or more");
}

void report_finished(Job& job, const ModelStore& old) {
  const bool early =
      on_every_rank(job.comm, [&] { return old.has_state() && old.read_state().stopped == "early"; });
  job.result["best_epoch"] = old.record().best_epoch;
  job.result["stopped"] = early ? "early" : "done";
  job.log.result(old.path() +
                 " is finished: nothing left to train (more --epochs go on, --fresh starts over)");
}

nlohmann::ordered_json json_of(const EpochReport& report) {
  const auto number = [](double value) {
    return std::isnan(value) ? nlohmann::ordered_json() : nlohmann::ordered_json(value);
  };
  nlohmann::ordered_json row{{"epoch", report.epoch},
                             {"seconds", report.seconds},
                             {"learning_rate", report.learning_rate},
                             {"train_rmse", number(report.train_rmse)},
                             {"validation_rmse", number(report.validation_rmse)}};
  if (!std::isnan(report.overlap_at_10)) row["overlap_at_10"] = report.overlap_at_10;
  return row;
}

/// Says and notes what the parts of the model were multiplied by.
void report_weights(Job& job, const PartWeights& weights) {
  std::string line;
  for (const auto& [name, member] : part_weights) {
    job.result["weights"][name] = weights.*member;
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    line += (line.empty() ? "" : ", ") + words + " " + fixed(weights.*member, 2);
  }
  if (weights != PartWeights{}) job.log.info("parts as validation weighs them: " + line);
}

void report_training(Job& job, const TrainingProgress& progress, const std::string& stopped) {
  double updates = 0;
  double seconds = 0;
  std::int64_t sent = 0;
  for (const EpochReport& row : progress.history) {
    updates += static_cast<double>(row.updates);
    seconds += row.seconds;
    sent += row.bytes_sent;
  }
  job.result["best_epoch"] = progress.best_epoch;
  job.result["stopped"] = stopped;
  job.result["updates_per_second"] = updates / std::max(seconds, 1e-9);
  job.result["bytes_sent"] = sent;
  std::string line = "wrote " + job.common.output + ": epoch " + std::to_string(progress.best_epoch) +
                     " of " + std::to_string(progress.epoch);
  if (std::isfinite(progress.best_rmse)) line += ", validation RMSE " + fixed(progress.best_rmse, 4);
  line += ", trained in " + duration(seconds);
  if (stopped == "time" || stopped == "signal")
    line += "; stopped by " + stopped + ": the same command goes on";
  job.log.result(line);
  if (progress.best_epoch > 0)
    report_weights(job, progress.history[static_cast<std::size_t>(progress.best_epoch - 1)].weights);
}

}  // namespace crucible
