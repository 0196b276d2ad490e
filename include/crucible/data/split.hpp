#pragma once

#include "crucible/data/rating_shard.hpp"
#include "crucible/data/split_labels.hpp"
#include "crucible/mpi/communicator.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crucible {

/// What is held out.
enum class SplitProtocol : std::uint8_t {
  random,    ///< ratings, each by chance
  per_user,  ///< of each reader equally many ratings, by chance
  last,      ///< of each reader the newest ratings, or all after one moment
  users,     ///< whole readers, with their best-liked books masked (strong generalisation)
};

/// A hold-out to be made.
struct SplitSpec {
  std::string name = "holdout";
  SplitProtocol protocol = SplitProtocol::random;
  double test = 0.1;         ///< share of ratings, of users with SplitProtocol::users
  double validation = 0.05;  ///< the same
  std::optional<std::int64_t>
      k;  ///< per_user, last: ratings of each reader instead of shares; users: books masked
  bool global_time = false;  ///< last: at one moment for all readers
  std::int64_t folds = 0;    ///< besides, deal the ratings (users: the readers) out to so many folds
  std::uint64_t seed = 1;
};

/// "random", "per-user", "last" or "users".
std::string_view name_of(SplitProtocol protocol) noexcept;
/// "train", "validation", "test", "test fold-in", "validation fold-in".
std::string_view name_of(Part part) noexcept;

/// Throws UsageError, naming option and value, where no split can be made so.
void check(const SplitSpec& spec, bool has_timestamps);

/// Labels every rating of this rank's users. A label is a function of the seed, the user and the user's
/// ratings (with global_time also of two moments found together), so it does not depend on the number of
/// ranks. Users with two ratings or more keep at least one for training, users with one keep it; but whole
/// held-out readers train nothing. See split_rules.hpp for the rules.
///
/// `timestamps` has one entry a rating, or none at all on every rank. Collective. Throws UsageError as
/// check() does.
SplitLabels make_split(const Communicator& comm, const RatingShard& ratings,
                       std::span<const std::int64_t> timestamps, const SplitSpec& spec);

/// Number of ratings in each Part, over all ranks. Collective.
std::array<std::int64_t, part_count> part_counts(const Communicator& comm, const SplitLabels& labels);

/// Number of ratings in each of `folds` folds, over all ranks. Collective.
std::vector<std::int64_t> fold_counts(const Communicator& comm, const SplitLabels& labels,
                                      std::int64_t folds);

}  // namespace crucible
