#include "training/finishing.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/eval/fit_spread.hpp"
#include "crucible/model/all_books.hpp"
#include "crucible/model/predict.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/train/fit_time_effects.hpp"

#include <cmath>
#include <utility>

namespace crucible {

namespace {

/// With more training ratings, over all ranks, another pass over them is not worth an interval.
constexpr std::int64_t most_finished_ratings = std::int64_t{1} << 25;

/// Local. The training and the validation part, with times if they are asked for.
EvaluationData read_parts(const RatingStore& store, const std::string& split, IndexRange users, bool times) {
  EvaluationData data = evaluation_data(store.read(users), store.read_split(users, split).part, Part::test,
                                        times ? store.read_timestamps(users) : std::vector<std::int64_t>());
  for (RatingShard* part : {&data.rated, &data.test, &data.fold_in}) *part = {};
  data.times.test = {};
  return data;
}

void report(Job& job, const TimeFit& fit) {
  if (std::isnan(fit.rmse_before)) return;
  nlohmann::ordered_json& noted = job.result["time_effects"] = nlohmann::ordered_json::array();
  for (const TimeChoice& choice : fit.chosen)
    noted.push_back({{"side", name_of(choice.side)},
                     {"scale_seconds", choice.scale},
                     {"damping", choice.damping},
                     {"validation_rmse", choice.rmse}});
  if (fit.chosen.empty()) {
    job.log.info("times of ratings tell nothing more of the validation part");
    return;
  }
  job.log.info("times of ratings tell more (" + time_layers_text(fit.effects.layers) + "): validation RMSE " +
               fixed(fit.rmse_before, 4) + " -> " + fixed(fit.chosen.back().rmse, 4));
}

}  // namespace

Finishing plan_finishing(Job& job, const RatingStore& store, const TrainSettings& settings,
                         const TrainOptions& options, const TrainingSizes& sizes) {
  if (settings.split.empty() || settings.fold || sizes.total_validation == 0 || options.unrated_weight > 0)
    return {};
  if (sizes.total_ratings > most_finished_ratings) {
    job.log.info("no intervals: there are more than " + grouped(most_finished_ratings) + " training ratings");
    return {};
  }
  const bool dated =
      !settings.no_time_effects && store.has_timestamps() && hyperparameters(options, 1).biases;
  if (dated && sizes.total_ratings > most_dated_ratings)
    job.log.info("times of ratings are left alone: there are more than " + grouped(most_dated_ratings) +
                 " training ratings");
  return {.spread = true, .times = dated && sizes.total_ratings <= most_dated_ratings};
}

Finished finish(Job& job, const RatingStore& store, const std::string& split, FactorModel model,
                const Finishing& what) {
  return job.timings.measure("finish", [&] {
    FactorModel whole = with_all_books(job.comm, std::move(model));
    EvaluationData data =
        on_every_rank(job.comm, [&] { return read_parts(store, split, whole.users, what.times); });
    Finished finished;
    if (what.times) {
      TimeFit fit = fit_time_effects(job.comm, whole, {data.train, data.times.train},
                                     {data.validation, data.times.validation});
      report(job, fit);
      finished.times = std::move(fit.effects);
    }
    if (!finished.times.empty()) add_time_effects(whole, finished.times);
    data.times = {};  // lists are of the present: so are their intervals
    finished.spread = fit_spread(job.comm, whole, data);
    return finished;
  });
}

}  // namespace crucible
