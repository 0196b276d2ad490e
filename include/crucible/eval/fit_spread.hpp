#pragma once

#include "crucible/eval/evaluation_data.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"

namespace crucible {

/// Collective. The spread of `model`, empty if there are no validation ratings of trained users, or nothing
/// is ever off.
///
/// A user's and a book's mean squared training errors are shrunk towards the mean of all. Their power, and by
/// how much few training ratings make predictions worse, are those under which the validation errors are most
/// likely. The reach is that which held enough of the validation ratings (split conformal prediction), or the
/// normal one if they are few. The same at any number of ranks. Takes 4 bytes a training rating.
/// @pre `model` holds the users of `data` and every book
Spread fit_spread(const Communicator& comm, const FactorModel& model, const EvaluationData& data);

}  // namespace crucible
