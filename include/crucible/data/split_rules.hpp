#pragma once

#include "crucible/core/rating.hpp"
#include "crucible/data/split.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace crucible {

/// One user's ratings, books ascending.
struct UserRatings {
  std::int64_t user = 0;  ///< global index
  std::span<const BookIndex> book;
  std::span<const float> rating;
  std::span<const std::int64_t> timestamp;       ///< empty: unknown
  std::optional<std::uint64_t> user_key = {};    ///< what hashes take for the user; unset: the index
  std::span<const std::uint64_t> book_key = {};  ///< of all books of the catalogue; empty: their indices

  std::size_t size() const noexcept { return book.size(); }
};

/// Ratings at or after these moments are held out. @pre validation <= test
struct TimeCuts {
  std::int64_t validation = 0;  ///< seconds since 1970
  std::int64_t test = 0;
};

// Each rule writes a Part for each rating of one user to `part`, which has ratings.size() entries. All are
// pure.

/// A hash of (seed, user, book) makes each rating test, validation or train. If none is left for training,
/// the rating with the highest hash is for training.
void split_random(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part);

/// In the order of a hash of (seed, user, book), the first ratings are test and the next ones validation.
/// Their numbers are spec.k each (0 if the share is 0), or the rounded shares of the user's ratings. At least
/// one rating is left for training.
void split_per_user(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part);

/// The same, but the newest ratings come first, and the hash breaks ties. Throws LogicError without
/// timestamps.
void split_last(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part);

/// Ratings at or after the cuts are held out. If those are all, the oldest rating is left for training.
/// Throws LogicError without timestamps.
void split_at(const SplitSpec& spec, const TimeCuts& cuts, const UserRatings& ratings,
              std::span<std::uint8_t> part);

/// A hash of (seed, user) makes each user a test, validation or training user. A part of the ratings of a
/// held-out user is masked (test or validation), the others are known (fold-in). Masked are the spec.k
/// (default 10) highest, see mask_highest(), and users with fewer than 2 k ratings are never held out. With
/// spec.masked_share it is this share of the user's n ratings, rounded down, by chance, and users for whom
/// this is none are never held out (Liang et al., 2018).
void split_users(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part);

/// Labels the `masked` highest ratings of a user `high` and the others `low`. random_hash(seed, tie_break,
/// user, book) breaks ties.
void mask_highest(std::uint64_t seed, std::size_t masked, const UserRatings& ratings, Part high, Part low,
                  std::span<std::uint8_t> part);

/// Number of ratings that the protocol users masks if no k is given.
inline constexpr std::int64_t default_masked = 10;

/// Deals the user's ratings out to spec.folds folds in turn, in the order of a hash, starting with a random
/// fold. With SplitProtocol::users all ratings go to one fold.
void deal_folds(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> fold);

}  // namespace crucible
