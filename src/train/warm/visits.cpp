#include "crucible/core/error.hpp"
#include "crucible/core/random.hpp"
#include "crucible/train/optimizer.hpp"
#include "crucible/train/warm_start.hpp"
#include "rate/rate_schedules.hpp"

#include <optional>
#include <utility>

namespace crucible {

namespace {

/// The rates of the first epoch over those that a training from nothing begins with. docs/quality.md has what
/// it was measured on.
constexpr double warm_rate = 0.4;
/// Rates fall quickly: what the last epoch learns is then hardly noise.
constexpr double warm_decay = 0.5;

std::optional<double> scaled(std::optional<double> rate) {
  if (rate) *rate *= warm_rate;
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
  warm.learning_rate = {scaled(rate.all), scaled(rate.user_factors), scaled(rate.book_factors),
                        scaled(rate.user_bias), scaled(rate.book_bias)};
  warm.schedule = &decay_schedule;
  warm.decay = warm_decay;
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
