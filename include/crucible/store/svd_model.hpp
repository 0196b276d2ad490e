#pragma once

#include "crucible/linalg/svd.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/store/rating_matrix.hpp"
#include "crucible/store/rating_store.hpp"

namespace crucible {

/// The model that predicts fill + (ratings - fill) V V^T, from the decomposition `svd` of `matrix`, whose
/// ratings are those of `store`. With zero fill that is U S V^T. It holds this rank's users and books. A new
/// user is taken in by `fold_in`. Collective.
FactorModel svd_model(const Communicator& comm, const RatingStore& store, const RatingMatrix& matrix,
                      const SvdResult& svd, FoldIn fold_in);

}  // namespace crucible
