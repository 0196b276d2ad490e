#pragma once

#include "crucible/eval/evaluate.hpp"

#include <array>
#include <optional>
#include <vector>

namespace crucible {

/// The levels of prediction intervals.
inline constexpr std::array<double, 3> interval_levels{0.5, 0.8, 0.95};

/// How far ratings lie from the predictions of a model. The standard deviation that is expected of a rating
/// is the product of its user's and its book's.
struct Spread {
  std::vector<double> user;  ///< of this rank, in ratings
  std::vector<double> book;  ///< of all books, without a unit; 1 for an average one
  /// An interval of `interval_levels[i]` reaches this many standard deviations to both sides.
  std::array<double, 3> reach{};
  std::int64_t fitted_on = 0;  ///< validation ratings of all ranks
};

/// Collective. None if there are no validation ratings, or nothing is ever off.
///
/// A user's and a book's mean squared training errors are shrunk towards the mean of all. Their power, and by
/// how much few training ratings make predictions worse, are those under which the validation errors are most
/// likely. The reach is that which held enough of the validation ratings (split conformal prediction), or the
/// normal one if they are few. The same at any number of ranks.
/// @pre `model` holds the users of `data` and every book
std::optional<Spread> fit_spread(const Communicator& comm, const FactorModel& model,
                                 const EvaluationData& data);

/// Collective. Judges the intervals of fit_spread() by the test part without users who are folded in; none if
/// that or the spread is none.
/// @pre as for fit_spread()
std::optional<Calibration> calibrate(const Communicator& comm, const FactorModel& model,
                                     const EvaluationData& data);

}  // namespace crucible
