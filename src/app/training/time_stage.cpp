#include "training/time_stage.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/eval/evaluation_data.hpp"
#include "crucible/model/all_books.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/train/fit_time_effects.hpp"

#include <cmath>
#include <utility>

namespace crucible {

namespace {

/// The training and the validation part of a split, with times.
struct Parts {
  DatedRatings train;
  DatedRatings validation;
};

/// Local.
Parts read_parts(const RatingStore& store, const std::string& split, IndexRange users) {
  EvaluationData data = evaluation_data(store.read(users), store.read_split(users, split).part,
                                        Part::validation, store.read_timestamps(users));
  return {{std::move(data.train), std::move(data.times.train)},
          {std::move(data.test), std::move(data.times.test)}};
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

bool may_learn_times(Job& job, const RatingStore& store, const std::string& split,
                     const TrainingSizes& sizes) {
  if (!store.has_timestamps() || split.empty() || sizes.total_validation == 0) return false;
  if (sizes.total_ratings <= most_dated_ratings) return true;
  job.log.info("times of ratings are left alone: there are more than " + grouped(most_dated_ratings) +
               " training ratings");
  return false;
}

TimeEffects learn_times(Job& job, const RatingStore& store, const std::string& split, FactorModel model) {
  return job.timings.measure("times", [&] {
    const FactorModel whole = with_all_books(job.comm, std::move(model));
    const Parts parts = on_every_rank(job.comm, [&] { return read_parts(store, split, whole.users); });
    TimeFit fit = fit_time_effects(job.comm, whole, parts.train, parts.validation);
    report(job, fit);
    return std::move(fit.effects);
  });
}

}  // namespace crucible
