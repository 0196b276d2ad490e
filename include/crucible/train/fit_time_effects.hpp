#pragma once

#include "crucible/data/rating_shard.hpp"
#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace crucible {

/// A view of ratings, and of when each of them was given.
struct DatedRatings {
  const RatingShard& ratings;
  std::span<const std::int64_t> timestamp;  ///< seconds since 1970
};

/// A layer that was chosen.
struct TimeChoice {
  TimeSide side = TimeSide::everyone;
  std::int64_t scale = 0;  ///< seconds
  double damping = 0;
  double rmse = 0;  ///< of validation, with it and those before
};

struct TimeFit {
  TimeEffects effects;             ///< of this rank's users and of all books
  std::vector<TimeChoice> chosen;  ///< in order
  double rmse_before =
      std::numeric_limits<double>::quiet_NaN();  ///< of the same validation ratings; NaN: none to judge by
};

/// With more training ratings, over all ranks, times are left alone: every rank holds the layers of all
/// books, which may have an entry for each rating.
inline constexpr std::int64_t most_dated_ratings = std::int64_t{1} << 24;

/// Collective. What the times of ratings tell beyond the model, as layers for add_time_effects(). Layers are
/// added one after the other: each time the one of all sides, scales and dampings with the least squared
/// error (of clipped predictions) on the validation ratings of users with training ratings, as long as it is
/// lower by more than chance and the number of candidates explain. None is added with fewer than 100 such
/// ratings. The same at any number of ranks. Throws NumericalError if a prediction is not finite.
/// @pre the model holds this rank's users and every book, and has no time effects
TimeFit fit_time_effects(const Communicator& comm, const FactorModel& model, const DatedRatings& train,
                         const DatedRatings& validation);

}  // namespace crucible
