#include "training/finishing.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/eval/fit_link.hpp"
#include "crucible/eval/fit_spread.hpp"
#include "crucible/model/all_books.hpp"
#include "crucible/model/predict.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/train/fit_time_effects.hpp"

#include <cmath>
#include <utility>

namespace crucible {

namespace {

/// With more training ratings, over all ranks, more passes over them are not worth what they find.
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

void report(Job& job, const LinkFit& fit, bool chosen) {
  if (fit.ratings == 0) return;
  job.result["fold_in_link"] = {{"used", chosen},
                                {"ratings", fit.ratings},
                                {"rmse_without", fit.rmse_before},
                                {"rmse_with", fit.rmse_after}};
  const std::string who = "which books a new user rated tells ";
  if (!chosen) {
    job.log.info(who + "nothing that the ratings do not");
    return;
  }
  job.log.info(who + "more: RMSE of users as if they were new " + fixed(fit.rmse_before, 4) + " -> " +
               fixed(fit.rmse_after, 4));
}

/// Collective. Empty if none is chosen, or its fit fails: the rest of what was learnt is not lost for it.
RatedLink link_of_new_users(Job& job, FactorModel& whole, const RatingShard& train) {
  try {
    const LinkFit fit = fit_link(job.comm, whole, train);
    report(job, fit, !whole.link.empty());
    return std::move(whole.link);
  } catch (const NumericalError& error) {
    if (!error.on_all_ranks()) throw;
    job.log.warning(std::string("the model has no link of what new users rated: ") + error.what());
    return {};
  }
}

}  // namespace

Finishing plan_finishing(Job& job, const RatingStore& store, const TrainSettings& settings,
                         const TrainOptions& options, const TrainingSizes& sizes) {
  if (settings.split.empty() || settings.fold || options.unrated_weight > 0) return {};
  const bool validates = sizes.total_validation > 0;
  const bool linked = options.optimizer->links;
  if (sizes.total_ratings > most_finished_ratings) {
    if (validates || linked)
      job.log.info("no intervals and no link of what new users rated: there are more than " +
                   grouped(most_finished_ratings) + " training ratings");
    return {};
  }
  const bool dated =
      validates && !settings.no_time_effects && store.has_timestamps() && hyperparameters(options, 1).biases;
  if (dated && sizes.total_ratings > most_dated_ratings)
    job.log.info("times of ratings are left alone: there are more than " + grouped(most_dated_ratings) +
                 " training ratings");
  return {.spread = validates, .times = dated && sizes.total_ratings <= most_dated_ratings, .link = linked};
}

double finishing_memory(const Finishing& what, const TrainingSizes& sizes, const TrainOptions& options) {
  if (!what.any()) return 0;
  const double link = what.link ? link_bytes(sizes.users, sizes.total_books) +
                                      static_cast<double>(sizeof(float)) *
                                          static_cast<double>(sizes.total_books * (options.factors + 1))
                                : 0;
  return finishing_bytes(sizes, options, what.times) + link;
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
    if (what.spread) finished.spread = fit_spread(job.comm, whole, data);
    if (what.link) finished.link = link_of_new_users(job, whole, data.train);
    return finished;
  });
}

}  // namespace crucible
