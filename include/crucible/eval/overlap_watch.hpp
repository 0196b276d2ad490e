#pragma once

#include "crucible/eval/evaluation_data.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/rating_store.hpp"

#include <string>

namespace crucible {

/// Local. Throws UsageError if overlap@10 cannot be measured on split `split`, because the split does not
/// mask ten books of whole users.
void check_overlap_split(const RatingStore& store, const std::string& split);

/// Measures overlap@10 while a model learns. It uses the users that a split holds out whole for validation:
/// their ten highest ratings are masked, the others are folded in.
class OverlapWatch {
 public:
  /// Collective. Reads the ratings of `users`, the users of this rank. Throws UsageError if the split holds
  /// no user out whole for validation. Call check_overlap_split() first.
  OverlapWatch(const Communicator& comm, const RatingStore& store, const std::string& split,
               IndexRange users);

  /// Collective. overlap@10 of `model`, which holds this rank's users and its range of books. The result is
  /// the same on every rank and at any number of ranks. It is NaN if it cannot be measured.
  double measure(FactorModel model) const;

 private:
  const Communicator& comm_;
  EvaluationData data_;
};

}  // namespace crucible
