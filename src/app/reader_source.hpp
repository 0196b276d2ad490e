#pragma once

#include "crucible/mpi/communicator.hpp"
#include "crucible/store/model_store.hpp"
#include "crucible/store/rating_store.hpp"
#include "recommendation_desk.hpp"

#include <optional>
#include <string>
#include <vector>

namespace crucible {

/// Known readers: a model's, with what a ratings file says that they have rated.
class ReaderSource {
 public:
  /// `ratings` may be null. Throws UsageError where it speaks of other readers or books. Local.
  ReaderSource(const ModelStore& model, const RatingStore* ratings);

  /// The users of `range`. A reader whom training never saw (held out whole by the model's split) comes
  /// without trained factors. Local.
  std::vector<Reader> read(IndexRange range) const;

 private:
  const ModelStore& model_;
  const RatingStore* ratings_;
  std::string split_;                 ///< of the training, where `ratings` has it
  std::optional<std::int64_t> fold_;  ///< that the training left out
};

/// The index of each of `ids` among the model's readers, or -1, on every rank. Collective.
std::vector<std::int64_t> find_readers(const Communicator& comm, const ModelStore& model,
                                       const std::vector<std::string>& ids);

/// How many ratings each book has in the whole file, on every rank. Collective.
std::vector<std::int64_t> count_ratings(const Communicator& comm, const RatingStore& ratings);

}  // namespace crucible
