#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/rate_schedule.hpp"
#include "crucible/train/warm_start.hpp"

#include <utility>
#include <cstdlib>

namespace crucible {

namespace {

/// The rates of the first epoch over those that a training from nothing begins with. docs/quality.md has what
/// it was measured on.
constexpr double warm_rate = 0.4;
/// Rates fall quickly: what the last epoch learns is then hardly noise.
constexpr double warm_decay = 0.5;

std::optional<double> scaled(std::optional<double> rate, double by) {
  if (rate) *rate *= by;
  return rate;
}

}  // namespace

bool can_start_warm(const TrainOptions& options) noexcept {
  const Optimizer& optimizer = *options.optimizer;
  return optimizer.pass != nullptr && optimizer.accumulators == nullptr && options.unrated_weight == 0;
}

TrainOptions warm_options(const TrainOptions& options) {
  TrainOptions warm = options;
  const PerKind rate = options.learning_rate.or_else(defaults_of(options).learning_rate);
  double f = warm_rate, d = warm_decay;
  if (const char* e = getenv("WR")) f = atof(e);
  if (const char* e = getenv("WD")) d = atof(e);
  warm.learning_rate = {scaled(rate.all, f), scaled(rate.user_factors, f),
                        scaled(rate.book_factors, f), scaled(rate.user_bias, f),
                        scaled(rate.book_bias, f)};
  warm.schedule = &rate_schedule_named("decay");
  warm.decay = d;
  return warm;
}

std::vector<std::uint8_t> visited_users(IndexRange users, std::span<const std::uint8_t> changed,
                                        double replay, std::uint64_t seed, std::uint64_t night) {
  require(std::cmp_equal(changed.size(), users.size()), "visited_users: one mark a user");
  std::vector<std::uint8_t> visited(changed.begin(), changed.end());
  for (std::int64_t u = 0; u < users.size(); ++u) {
    RandomStream stream(seed, RandomPurpose::replay, static_cast<std::uint64_t>(users.begin + u), night);
    if (stream.uniform() < replay) visited[static_cast<std::size_t>(u)] = 1;
  }
  return visited;
}

}  // namespace crucible
