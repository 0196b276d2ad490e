#pragma once

#include "crucible/eval/evaluation_data.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/rating_store.hpp"

#include <string>

namespace crucible {

/// Throws UsageError where overlap@10 cannot be measured on split `split`, because it does not mask ten books
/// of whole readers. Local.
void check_overlap_split(const RatingStore& store, const std::string& split);

/// Follows overlap@10 while a model learns, on the readers that a split holds out whole for validation: their
/// ten highest ratings are masked, the others folded in.
class OverlapWatch {
 public:
  /// Reads the ratings of `users`, this rank's. Throws UsageError where the split, which has passed
  /// check_overlap_split(), holds no reader out whole for validation. Collective.
  OverlapWatch(const Communicator& comm, const RatingStore& store, const std::string& split,
               IndexRange users);

  /// overlap@10 of `model`, which holds this rank's users and its range of books. The same on every rank and
  /// at any number of ranks. Collective.
  double measure(FactorModel model) const;

 private:
  const Communicator& comm_;
  EvaluationData data_;
};

/// Collective. The model with every book on every rank. @pre the ranks' ranges of books follow each other
FactorModel with_all_books(const Communicator& comm, FactorModel model);

}  // namespace crucible
