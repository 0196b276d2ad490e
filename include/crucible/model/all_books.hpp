#pragma once

#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"

namespace crucible {

/// Collective. The model with every book on every rank, as evaluate() and RecommendationDesk need it. The
/// users stay where they are. Needs memory for (books x k) floats on each rank.
/// @pre the ranges of books of ranks 0, 1, ... follow each other and cover all books
FactorModel with_all_books(const Communicator& comm, FactorModel model);

}  // namespace crucible
