#include "training/regularization.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/train/regularization_choice.hpp"
#include "training/training_config.hpp"

#include <cmath>

namespace crucible {

namespace {

/// Seconds between two lines on pilots that take long.
constexpr double seconds_between_lines = 5;
/// Time for another epoch of a pilot, in epochs: they do not all take equally long.
constexpr double epochs_needed = 1.5;

/// Says how far the pilots are, and ends them if `outside` asks for it.
PilotWatch pilot_watch(Job& job, StopRequest& outside) {
  const double begin = job.timings.total();
  return [&job, &outside, begin, said = begin](std::int64_t epochs) mutable {
    const double now = job.timings.total();
    if (now - said > seconds_between_lines) {
      job.log.progress("choosing the regularization of the factors: " + std::to_string(epochs) +
                       " epochs of pilots");
      said = now;
    }
    const double epoch = (now - begin) / static_cast<double>(epochs);
    const OutsideRequest request = outside.poll(job.comm, epochs_needed * epoch);
    if (request == OutsideRequest::checkpoint)
      job.log.info("nothing is trained yet, so there is no checkpoint to write");
    return request == OutsideRequest::stop;
  };
}

void report_stop(Job& job, const std::string& reason) {
  job.result["best_epoch"] = 0;
  job.result["stopped"] = reason;
  job.log.warning(
      "stopped by " + reason +
      " before the first epoch, while the regularization was chosen: no model is written; the same "
      "command starts again");
}

std::string text_of(const RegularizationTrial& trial) {
  constexpr int digits = 3;
  const std::string l2 = shortest(trial.l2, digits);
  return std::isfinite(trial.rmse) ? l2 + " gave " + fixed(trial.rmse, 4) : l2 + " diverged";
}

void report(Job& job, const RegularizationChoice& choice) {
  nlohmann::ordered_json& json = job.result["regularization"];
  json = {{"l2", choice.l2}, {"source", choice.from_data ? "pilots" : "default"}};
  json["validation"] = choice.validation;
  json["trials"] = nlohmann::ordered_json::array();
  std::string tried;
  for (const RegularizationTrial& trial : choice.trials) {
    tried += (tried.empty() ? "" : ", ") + text_of(trial);
    nlohmann::ordered_json row{{"l2", trial.l2}, {"rmse", nullptr}};
    if (std::isfinite(trial.rmse)) row["rmse"] = trial.rmse;
    json["trials"].push_back(std::move(row));
  }
  if (choice.trials.empty()) {
    job.log.info(
        "regularization " + number_text(choice.l2) + " of the factors: the default, because " +
        (choice.validation > 0 ? "all ratings are the same" : "there are too few ratings to choose it from"));
    return;
  }
  job.log.info("regularization " + number_text(choice.l2) + " of the factors, " +
               (choice.from_data ? "chosen for these ratings" : "the default, not told from others") +
               " by " + std::to_string(choice.epochs) + " epochs of " + std::to_string(choice.factors) +
               " factors");
  job.log.info("  validation RMSE on " + grouped(choice.validation) + " ratings: " + tried);
}

}  // namespace

std::optional<std::string> settle_regularization(Job& job, TrainOptions& options, const TrainData& data,
                                                 const ModelStore* old, StopRequest& outside) {
  if (!regularization_is_open(options)) return std::string();
  double l2 = 0;
  if (old != nullptr) {
    l2 = on_every_rank(job.comm, [&] { return stored_regularization(*old); });
    job.result["regularization"] = {{"l2", l2}, {"source", "checkpoint"}};
  } else {
    const RegularizationChoice choice = job.timings.measure(
        "pilot", [&] { return choose_regularization(job.comm, options, data, pilot_watch(job, outside)); });
    job.log.end_progress();
    if (choice.stopped) {
      report_stop(job, outside.reason());
      return std::nullopt;
    }
    report(job, choice);
    l2 = choice.l2;
  }
  options.regularization.user_factors = options.regularization.book_factors = l2;
  return regularization_line(l2);
}

}  // namespace crucible
