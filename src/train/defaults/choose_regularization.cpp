#include "crucible/core/error.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/regularization_choice.hpp"
#include "defaults/carve.hpp"
#include "defaults/ladder.hpp"
#include "defaults/pilot.hpp"
#include "defaults/warm_up.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

// The numbers of the rule; docs/quality.md has what they were measured on.
constexpr std::int64_t pilot_factors = 32;
constexpr double pilot_rate = 0.06;  ///< of the factors, per unit of spread: few epochs must do
constexpr std::int64_t start_epochs = 4;
constexpr double lowest_l2 = 0.003;
constexpr double highest_l2 = 2.5;  ///< factors shrink to nothing: biases alone
/// The rate falls within a stage, so that its end is not judged in mid-step, and rises for the next one.
constexpr double decay_in_stage = 0.6;
constexpr double decay_of_stages = 0.9;
constexpr std::int64_t least_validation = 1000;  ///< ratings, below which chance decides
/// Share of the RMSE. If trials lie closer together, factors have no effect yet under any L2.
constexpr double least_difference = 1e-5;
constexpr double carved_share = 0.05;
constexpr int shown_digits = 3;

struct Stage {
  double ratio;  ///< of neighbours on the ladder
  std::int64_t epochs;
};
constexpr std::array<Stage, 3> stages{{{2.5, 2}, {1.6, 2}, {1.4, 3}}};

/// Whether the trials tell one L2 from another.
bool differ(const std::vector<RegularizationTrial>& trials) {
  const auto [least, most] = std::minmax_element(
      trials.begin(), trials.end(),
      [](const RegularizationTrial& a, const RegularizationTrial& b) { return a.rmse < b.rmse; });
  return std::isfinite(least->rmse) && most->rmse > (1 + least_difference) * least->rmse;
}

/// Collective. What pilots are to be judged by, as the validation part; it may be too little.
TrainData data_of_pilots(const Communicator& comm, const TrainData& data, std::uint64_t seed) {
  const bool has_validation = comm.sum_value(data.validation.size()) > 0;
  return on_every_rank(comm,
                       [&] { return has_validation ? data : carve_validation(data, carved_share, seed); });
}

/// Collective. Runs one stage: every rung of the ladder about `centre` starts from the pilot's current state.
/// Leaves the pilot in the state that the best rung reached, and the rungs in choice.trials. Returns the next
/// centre.
double run_stage(const Communicator& comm, Pilot& pilot, const Stage& stage, double centre, double rate,
                 RegularizationChoice& choice) {
  const Ladder ladder = ladder_within(centre, stage.ratio, lowest_l2, highest_l2);
  const Pilot::State start = pilot.state();
  Pilot::State best = start;
  std::vector<Rung> tried;
  while (const std::optional<std::int64_t> step = next_step(ladder, tried)) {
    const double l2 = comm.broadcast_value(ladder.value(static_cast<double>(*step)));
    pilot.go_back(start);
    tried.push_back({*step, pilot.run(l2, stage.epochs, {rate, decay_in_stage})});
    if (std::isfinite(tried.back().error) && best_rung(tried).step == *step) best = pilot.state();
    choice.epochs += stage.epochs;
    if (pilot.stopped()) return centre;
  }
  pilot.go_back(best);
  std::sort(tried.begin(), tried.end(), [](const Rung& a, const Rung& b) { return a.step < b.step; });
  choice.trials.clear();
  for (const Rung& rung : tried)
    choice.trials.push_back({ladder.value(static_cast<double>(rung.step)), rung.error});
  return std::isfinite(best_rung(tried).error) ? comm.broadcast_value(refined_value(ladder, tried)) : centre;
}

/// Collective. Fills in everything but from_data.
void run_stages(const Communicator& comm, Pilot& pilot, RegularizationChoice& choice) {
  double l2 = warm_l2;  // about which the first ladder lies
  double rate = 1;
  pilot.run(warm_l2, start_epochs, {});
  choice.epochs = start_epochs;
  for (const Stage& stage : stages) {
    if (pilot.stopped()) return;
    l2 = run_stage(comm, pilot, stage, l2, rate, choice);
    rate *= decay_of_stages;
  }
  choice.l2 = comm.broadcast_value(rounded_to_digits(l2, shown_digits));
}

}  // namespace

TrainOptions options_of_pilots(const TrainOptions& options) {
  TrainOptions pilot = options;
  pilot.factors = std::min(options.factors, pilot_factors);
  pilot.learning_rate = {};
  pilot.learning_rate.user_factors = pilot.learning_rate.book_factors = pilot_rate;
  pilot.schedule = nullptr;
  pilot.decay.reset();
  pilot.patience.reset();
  return pilot;
}

bool regularization_is_open(const TrainOptions& options) noexcept {
  const PerKind& given = options.regularization;
  return options.optimizer->l2_from_data && options.unrated_weight == 0 && !given.all &&
         !given.user_factors && !given.book_factors;
}

RegularizationChoice choose_regularization(const Communicator& comm, const TrainOptions& options,
                                           const TrainData& data, const PilotWatch& watch) {
  require(regularization_is_open(options), "choose_regularization: the regularization is given");
  on_every_rank(comm, [&] { check(options); });
  RegularizationChoice choice;
  choice.l2 = *options.regularization.or_else(defaults_of(options).regularization).user_factors;
  choice.factors = std::min(options.factors, pilot_factors);
  const std::int64_t validation = comm.sum_value(data.validation.size());
  const auto ratings = static_cast<double>(comm.sum_value(data.train.size()));
  const double to_judge_by = validation > 0 ? static_cast<double>(validation) : carved_share * ratings;
  if (to_judge_by < static_cast<double>(least_validation)) return choice;
  Pilot pilot(comm, options_of_pilots(options), data_of_pilots(comm, data, options.seed), watch);
  choice.validation = pilot.validation_ratings();
  if (!pilot.has_spread()) return choice;
  const double fallback = choice.l2;
  run_stages(comm, pilot, choice);
  choice.stopped = pilot.stopped();
  choice.from_data = !choice.stopped && differ(choice.trials);
  if (!choice.from_data) choice.l2 = fallback;
  return choice;
}

}  // namespace crucible
