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
  random,    ///< random ratings
  per_user,  ///< random ratings, the same number or share of each user's
  last,      ///< the newest ratings of each user, or all ratings after one moment
  users,     ///< whole users, with a part of their books masked (strong generalisation)
};

/// Describes a split that make_split() can make.
struct SplitSpec {
  std::string name = "holdout";
  SplitProtocol protocol = SplitProtocol::random;
  double test = 0.1;         ///< share of the ratings, or of the users with SplitProtocol::users
  double validation = 0.05;  ///< the same for validation
  std::optional<std::int64_t>
      k;  ///< per_user, last: ratings of each user, instead of shares; users: books masked
  /// users: mask this share of the ratings of each user held out, by chance, instead of the k highest.
  std::optional<double> masked_share;
  bool global_time = false;  ///< last: hold out all ratings after one moment, the same for all users
  /// Draw by the ids of user and book instead of their indices: a rating then keeps its part in a file with
  /// other users and books.
  bool by_id = false;
  std::int64_t folds = 0;  ///< also deal the ratings (or the users, with `users`) out to this many folds
  std::uint64_t seed = 1;
};

/// What a split draws by: a number for each user of this rank, and for each book. With SplitSpec::by_id they
/// are hashes of the ids (id_key()), otherwise nothing is needed.
struct SplitKeys {
  std::vector<std::uint64_t> user;  ///< of this rank's users
  std::vector<std::uint64_t> book;  ///< of all books
};

/// Local. The number that stands for an id.
std::uint64_t id_key(std::string_view id) noexcept;

/// Local. True if `parameters` of a split say that it masks a share of each user's ratings by chance.
bool masks_a_share(std::string_view parameters) noexcept;

/// "random", "per-user", "last" or "users".
std::string_view name_of(SplitProtocol protocol) noexcept;
/// "train", "validation", "test", "test fold-in", "validation fold-in".
std::string_view name_of(Part part) noexcept;
/// The reverse. Throws UsageError, which names the argument `part` and the known names. Local.
Part part_named(const std::string& name);

/// Local. Throws UsageError, which names the argument and its value, if no such split can be made.
void check(const SplitSpec& spec, bool has_timestamps);

/// Collective. Labels every rating of this rank's users. A label depends on the seed, the user and the user's
/// ratings (with global_time also on two moments that all ranks find together), but not on the number of
/// ranks. Every user keeps at least one rating for training, except users held out whole. split_rules.hpp has
/// the rules.
///
/// `timestamps` has one entry per rating, or is empty on every rank. `keys` are needed with spec.by_id.
/// Throws UsageError as check() does.
SplitLabels make_split(const Communicator& comm, const RatingShard& ratings,
                       std::span<const std::int64_t> timestamps, const SplitSpec& spec,
                       const SplitKeys& keys = {});

/// Collective. Number of ratings in each Part, over all ranks. Labels that are no Part are not counted.
std::array<std::int64_t, part_count> part_counts(const Communicator& comm, const SplitLabels& labels);

/// Collective. Number of ratings in each of `folds` folds, over all ranks.
std::vector<std::int64_t> fold_counts(const Communicator& comm, const SplitLabels& labels,
                                      std::int64_t folds);

}  // namespace crucible
