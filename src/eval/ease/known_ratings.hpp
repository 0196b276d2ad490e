#pragma once

#include "crucible/core/rating.hpp"
#include "crucible/data/rating_shard.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace crucible {

/// What EASE sees of a rating: its entry in the matrix of users x books, 0 if it counts as unrated.
struct RatingEntry {
  std::optional<double> liked_from;  ///< lower ratings count as unrated
  double highest = 0;                ///< entries are (rating / highest)^2; 0: they are 1

  float of(float rating) const noexcept;
};

/// Some books for each of some users, user by user.
struct BookLists {
  std::vector<std::int64_t> size;  ///< of each user's list
  std::vector<BookIndex> book;     ///< ascending within a user
  std::vector<float> entry;        ///< one per book, or empty

  /// Adds a list. `ratings` may be empty: then no entries are kept, and all books are.
  void add(const UserRow& row, const RatingEntry& entries);
  void add(std::span<const BookIndex> books);
};

/// Collective. The lists of all ranks in rank order, on every rank.
BookLists concatenate_all(const Communicator& comm, const BookLists& mine);

}  // namespace crucible
