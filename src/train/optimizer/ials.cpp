#include "als/block_sweep.hpp"
#include "crucible/train/training_memory.hpp"
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

/// Own users and all books, twice where the best epoch is kept; ratings by user and by book, with a guess
/// each; a block of all rows of a side as it is received and as it is used; and Gram matrices.
double ials_bytes(const TrainingSizes& sizes, std::int64_t factors) noexcept {
  constexpr double number = sizeof(float);
  constexpr double rating = 5 * number;
  const auto k = static_cast<double>(factors);
  const double copies = sizes.total_validation > 0 ? 2 : 1;
  const double rows = copies * number * k * static_cast<double>(sizes.users + sizes.total_books);
  const double block = 2 * number * static_cast<double>(std::max(sizes.total_users, sizes.total_books)) *
                       static_cast<double>(std::min(factors, als_block));
  return rows + rating * static_cast<double>(sizes.ratings) + block + 3 * sizeof(double) * k * k;
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
