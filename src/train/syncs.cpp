#include "crucible/train/syncs.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

constexpr double most_syncs = 16;

/// Merges that keep the error within some 0.2 % of a serial run's: what other shards do to a book is unseen
/// until the next merge, and it counts by how far the book moves meanwhile. Measured; see
/// docs/performance.md.
double needed_for(const TrainOptions& options, const SyncCase& where) noexcept {
  constexpr double steps_between_merges = 0.9;  // of size 1
  const double rate = *options.learning_rate.or_else(defaults_of(options).learning_rate).book_factors;
  const double unseen = where.popularity * (1 - 1 / static_cast<double>(where.shards));
  return std::clamp(rate * unseen / steps_between_merges, 2.0, most_syncs);
}

/// Merges that are made whatever they cost. Two shards miss only half of what happens to a book, and more
/// merges than this would make few ranks little faster than one where there is little data.
double least_for(std::int64_t shards) noexcept {
  return std::min(most_syncs, 2 * static_cast<double>(shards) - 1);
}

/// Merges that take a sixteenth of the time of the epoch. In nanoseconds of one core of a server: what
/// matters is the ratio.
double affordable_for(const TrainOptions& options, const SyncCase& where) noexcept {
  const auto k = static_cast<double>(options.factors);
  const double epoch =
      static_cast<double>(where.ratings) / static_cast<double>(where.shards) * (2 + 0.055 * k);
  const double merge = static_cast<double>(where.books) * (k + 6) * 0.85;
  return epoch / 16 / std::max(1.0, merge);
}

}  // namespace

std::int64_t default_syncs(const TrainOptions& options, const SyncCase& where) noexcept {
  // Gram steps, which are part of what is learnt: not to depend on the number of ranks.
  if (options.unrated_weight > 0) return 4;
  if (options.optimizer == Optimizer::adamw || options.sync == SyncMode::rotate || where.shards <= 1)
    return 1;
  const double wanted =
      std::min(needed_for(options, where), std::max(affordable_for(options, where), least_for(where.shards)));
  const std::int64_t in_slice = where.users / where.shards / 2;  // a slice has at least two users
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(std::lround(wanted)), 1,
                                  std::max<std::int64_t>(1, in_slice));
}

}  // namespace crucible
