#include "als/block_sweep.hpp"
#include "optimizer/optimizers.hpp"
#include "optimizer/start.hpp"
#include "rate/rate_schedules.hpp"
#include "schedule/sync_modes.hpp"

#include <algorithm>

namespace crucible {

namespace {

/// Nothing is stepped, so that there are no rates. The L2 is that of steps, for what they make small is the
/// same.
OptimizerDefaults ials_defaults(const TrainOptions& /*options*/) noexcept {
  return {same_for_all(0), same_for_all(0.02), &constant_schedule, 1};
}

/// Own users and all books, twice where the best epoch is kept; ratings by user, by book and on their way
/// from one to the other; a block of all rows of a side as it is received and as it is used; and Gram
/// matrices.
double ials_bytes(const TrainingSize& size) noexcept {
  constexpr double number = sizeof(float);
  constexpr double rating = 11 * number;
  const double rows = 2 * number * size.factors * (size.users / size.ranks + size.books);
  const double block =
      2 * number * std::max(size.users, size.books) * std::min(size.factors, static_cast<double>(als_block));
  return rows + rating * size.ratings / size.ranks + block + 3 * sizeof(double) * size.factors * size.factors;
}

}  // namespace

const Optimizer ials_optimizer{.name = "ials",
                               .summary = "least squares of users and books in turn, for an unrated weight",
                               .biases = false,
                               .has_rates = false,
                               .needs_unrated = true,
                               .usual_factors = 320,
                               .usual_epochs = 5,
                               .defaults = &ials_defaults,
                               .start = &start_near_mean,
                               .own_mode = &ials_mode,
                               .bytes = &ials_bytes};

}  // namespace crucible
