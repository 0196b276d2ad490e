#include "training_report.hpp"

#include "text_format.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

std::string epoch_line(const EpochReport& report, std::int64_t epochs, double seconds_left) {
  const std::string total = std::to_string(epochs);
  std::string line = "epoch " + padded(std::to_string(report.epoch), total.size()) + "/" + total + "  rate " +
                     shortest(report.learning_rate, 3) + "  train RMSE " + fixed(report.train_rmse, 4);
  if (!std::isnan(report.validation_rmse))
    line += "  validation " + fixed(report.validation_rmse, 4) + (report.best ? " *" : "  ");
  if (!std::isnan(report.overlap_at_10)) line += "  overlap@10 " + fixed(report.overlap_at_10, 4);
  line += "  " + shortest(static_cast<double>(report.updates) / std::max(report.seconds, 1e-9) / 1e6, 3) +
          " M ratings/s";
  return report.epoch < epochs ? line + "  " + duration(seconds_left) + " left" : line;
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
}

}  // namespace crucible
