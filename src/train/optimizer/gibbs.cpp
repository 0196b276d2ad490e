#include "optimizer/optimizers.hpp"
#include "optimizer/start.hpp"
#include "rate/rate_schedules.hpp"
#include "schedule/sync_modes.hpp"

namespace crucible {

namespace {

/// Nothing is stepped, so that there are no rates; priors take the place of L2.
OptimizerDefaults gibbs_defaults(const TrainOptions& /*options*/) noexcept {
  return {same_for_all(0), same_for_all(0), &constant_schedule, 1};
}

/// The last draw and its link, from which the next one follows.
constexpr std::array<std::string_view, 2> chain{"draw", "link"};

}  // namespace

const Optimizer gibbs_optimizer{.name = "gibbs",
                                .summary = "mean of draws from the posterior, nothing to tune",
                                .has_rates = false,
                                .has_l2 = false,
                                .usual_factors = 30,
                                .most_factors = 1024,
                                .usual_epochs = 100,
                                .usual_patience = 10,
                                .defaults = &gibbs_defaults,
                                .start = &start_near_mean,
                                .own_mode = &gibbs_mode,
                                .companions = chain,
                                .links = true};

}  // namespace crucible
