#pragma once

#include "crucible/core/rating.hpp"
#include "crucible/data/train_data.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace crucible {

/// Values that shard_triplets() finds itself unless they are given. They must be the same on every rank.
struct TripletOptions {
  std::optional<std::int64_t> users = {};  ///< default: the highest user index of all ranks + 1
  std::optional<std::int64_t> books = {};  ///< default: the highest book index of all ranks + 1
  std::optional<double> scale_low = {};    ///< lowest possible rating; default: the lowest one of all ranks
  std::optional<double> scale_high = {};   ///< highest possible rating; default: the highest one of all ranks
  /// Number of shards of users; default: one per rank. For the rotate schedule give a number that does not
  /// depend on the number of ranks, such as default_rotate_shards().
  std::optional<std::int64_t> shards = {};
};

/// Collective. Makes training data from ratings in memory.
///
/// Every rank passes any part of the ratings, in any order, or none. Each rating is sent to the rank that
/// trains its user. The result does not depend on the rank that passed a rating. All ratings are for
/// training; make_split() and evaluation_data() hold some of them out.
///
/// Number users and books from 0 without large gaps: each rank needs 8 bytes for every user index up to the
/// highest, and about 48 bytes for each of its ratings. Throws UsageError, which names `triplets` and the
/// entry, for an index that is negative or too high, for a rating that is not finite or outside the scale,
/// and for a book that a user rated twice. Throws UsageError if no rank has a rating, or if an option is out
/// of range. Throws Error (memory) if there are too many users for the free memory.
TrainData shard_triplets(const Communicator& comm, std::span<const Rating> triplets,
                         const TripletOptions& options = {});

}  // namespace crucible
