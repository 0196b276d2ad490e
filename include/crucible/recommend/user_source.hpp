#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/recommend/recommendation_desk.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// The users of a model, with their ratings from a ratings file.
class UserSource {
 public:
  /// Local. `ratings` may be null: then users have no ratings. Throws UsageError if it is about other users
  /// or books.
  UserSource(const ModelStore& model, const RatingStore* ratings);

  /// Local. The users of `range`. A user who was held out whole by the model's split has no trained factors.
  std::vector<User> read(IndexRange range) const;

 private:
  const ModelStore& model_;
  const RatingStore* ratings_;
  std::string split_;                 ///< the split of the training, if it holds out whole users; else empty
  std::optional<std::int64_t> fold_;  ///< the fold that the training left out
};

/// Collective. The index of each of `ids` among the model's users, or -1, on every rank.
std::vector<std::int64_t> find_users(const Communicator& comm, const ModelStore& model,
                                     const std::vector<std::string>& ids);

/// Collective. The number of ratings of each book in the whole file, on every rank.
std::vector<std::int64_t> count_ratings(const Communicator& comm, const RatingStore& ratings);

}  // namespace crucible
