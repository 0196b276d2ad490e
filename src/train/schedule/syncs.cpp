#include "schedule/syncs.hpp"

#include "crucible/train/optimizer.hpp"
#include "schedule/sync_modes.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

constexpr double most_syncs = 16;

/// The number of merges that keeps the error within about 0.2 % of a serial run. A shard does not see the
/// updates of others until the next merge, and that matters more the further a book moves until then.
/// Measured; see docs/performance.md.
double needed_for(const TrainOptions& options, const SyncCase& where) noexcept {
  constexpr double steps_between_merges = 0.9;  // of size 1
  const double rate = *options.learning_rate.or_else(defaults_of(options).learning_rate).book_factors;
  const double unseen = where.popularity * (1 - 1 / static_cast<double>(where.shards));
  return std::clamp(rate * unseen / steps_between_merges, 2.0, most_syncs);
}

/// The least number of merges, whatever they cost. It is small for few shards: two shards miss only half of
/// the updates of a book. On little data, more merges would leave few ranks hardly faster than one.
double least_for(std::int64_t shards) noexcept {
  return std::min(most_syncs, 2 * static_cast<double>(shards) - 1);
}

/// The number of merges that take a sixteenth of the time of an epoch. The constants are nanoseconds on one
/// core of a server, but only their ratio matters.
double affordable_for(const TrainOptions& options, const SyncCase& where) noexcept {
  const auto k = static_cast<double>(options.factors);
  const double epoch =
      static_cast<double>(where.ratings) / static_cast<double>(where.shards) * (2 + 0.055 * k);
  const double merge = static_cast<double>(where.books) * (k + 6) * 0.85;
  return epoch / 16 / std::max(1.0, merge);
}

}  // namespace

const SyncMode& mode_of(const TrainOptions& options) noexcept {
  return options.optimizer->own_mode != nullptr ? *options.optimizer->own_mode : *options.sync;
}

bool has_fixed_shards(const TrainOptions& options) noexcept {
  return options.sync->fixed_shards || mode_of(options).fixed_shards;
}

std::int64_t default_syncs(const TrainOptions& options, const SyncCase& where) noexcept {
  // Gram steps change what is learnt, so their number must not depend on the number of ranks.
  if (options.unrated_weight > 0) return 4;
  if (!mode_of(options).merges_copies || where.shards <= 1) return 1;
  const double wanted =
      std::min(needed_for(options, where), std::max(affordable_for(options, where), least_for(where.shards)));
  const std::int64_t in_slice = where.users / where.shards / 2;  // a slice has at least two users
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::lround(wanted)), 1,
                                  std::max<std::int64_t>(1, in_slice));
}

}  // namespace crucible
