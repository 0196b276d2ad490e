#include "crucible/train/syncs.hpp"

#include <algorithm>
#include <cmath>

namespace crucible {

namespace {

/// Merges that keep a run of this many shards at the error of a serial one; see docs/performance.md.
std::int64_t enough_for(std::int64_t shards) noexcept {
  if (shards <= 1) return 1;
  if (shards <= 4) return 4;
  return shards <= 8 ? 8 : 16;
}

/// Merges below which the error grows visibly, whatever they cost.
std::int64_t needed_for(std::int64_t shards) noexcept {
  if (shards <= 2) return 1;
  if (shards <= 8) return 2;
  return shards <= 64 ? 4 : 8;
}

}  // namespace

std::int64_t default_syncs(const TrainOptions& options, std::int64_t shards, std::int64_t ratings,
                           std::int64_t books, std::int64_t users) noexcept {
  if (options.unrated_weight > 0) return shards <= 1 ? 2 : 4;
  if (options.optimizer == Optimizer::adamw || options.sync == SyncMode::rotate) return 1;
  // Nanoseconds, of one core of a server: what matters is the ratio.
  const auto k = static_cast<double>(options.factors);
  const double epoch = static_cast<double>(ratings) / static_cast<double>(shards) * (8 + 0.1 * k);
  const double merge = static_cast<double>(books) * (k + 6) * 2.8;
  const double affordable = 0.1 * epoch / std::max(1.0, merge);
  const std::int64_t enough = std::min(enough_for(shards), std::max<std::int64_t>(1, users / shards / 4));
  return std::clamp(static_cast<std::int64_t>(std::min(affordable, 1e6)),
                    std::min(needed_for(shards), enough), enough);
}

}  // namespace crucible
