#pragma once

#include "crucible/core/rating.hpp"
#include "crucible/data/split.hpp"

#include <cstdint>
#include <span>

namespace crucible {

/// One user's ratings, books ascending.
struct UserRatings {
  std::int64_t user = 0;  ///< global index
  std::span<const BookIndex> book;
  std::span<const float> rating;
  std::span<const std::int64_t> timestamp;  ///< empty where unknown

  std::size_t size() const noexcept { return book.size(); }
};

/// The moments from which on ratings are held out. @pre validation <= test
struct TimeCuts {
  std::int64_t validation = 0;  ///< seconds since 1970
  std::int64_t test = 0;
};

// Each rule writes one Part a rating of one user to `part`, which has ratings.size() entries. All are pure.

/// Every rating is test, validation or train by a hash of (seed, user, book). Where none is left for
/// training, the one with the highest hash is.
void split_random(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part);

/// The first ratings by a hash of (seed, user, book) are test, the next ones validation: spec.k each
/// (validation only where its share is not 0), or the rounded shares of the user's ratings; never the last
/// one that is left.
void split_per_user(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part);

/// The same, newest first; the hash breaks ties. @pre timestamps are known
void split_last(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part);

/// What is rated from the cuts on is held out. Where that is all, the oldest rating is left for training.
/// @pre timestamps are known
void split_at(const SplitSpec& spec, const TimeCuts& cuts, const UserRatings& ratings,
              std::span<std::uint8_t> part);

/// Users are test, validation or training users by a hash of (seed, user). Of a held-out user the spec.k (10)
/// highest ratings are masked (test, validation), the others are known (fold-in), see mask_highest().
/// Users with fewer than 2 k ratings are never held out.
void split_users(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> part);

/// Labels the `masked` highest ratings of a user `high`, the others `low`; random_hash(seed, tie_break, user,
/// book) breaks ties.
void mask_highest(std::uint64_t seed, std::size_t masked, const UserRatings& ratings, Part high, Part low,
                  std::span<std::uint8_t> part);

/// Ratings that protocol users masks where no k is given.
inline constexpr std::int64_t default_masked = 10;

/// Deals the user's ratings out to spec.folds folds in turn, in the order of a hash and beginning with a
/// random fold; with SplitProtocol::users all of them to one fold.
void deal_folds(const SplitSpec& spec, const UserRatings& ratings, std::span<std::uint8_t> fold);

}  // namespace crucible
