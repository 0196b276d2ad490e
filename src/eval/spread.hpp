#pragma once

#include "crucible/eval/evaluate.hpp"
#include "crucible/eval/fit_spread.hpp"

#include <optional>

namespace crucible {

/// Collective. Judges the intervals of fit_spread() by the test part without users who are folded in; none if
/// that is none or the spread is empty.
/// @pre as for fit_spread()
std::optional<Calibration> calibrate(const Communicator& comm, const FactorModel& model,
                                     const EvaluationData& data);

}  // namespace crucible
