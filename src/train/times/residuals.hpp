#pragma once

#include "crucible/model/factor_model.hpp"
#include "crucible/mpi/communicator.hpp"
#include "crucible/train/fit_time_effects.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// The training ratings of this rank's users with what a model leaves of them, as layers are made of them.
class TimedResiduals {
 public:
  /// Collective. Throws NumericalError if a prediction is not finite.
  TimedResiduals(const Communicator& comm, const FactorModel& model, const DatedRatings& train);

  /// Collective. What is left now, as a layer. The same at any number of ranks.
  TimeLayer layer_of(const Communicator& comm, TimeSide side, std::int64_t scale) const;
  /// Local. Takes the layer's effect away from what is left. Each rating is judged by the others, as one that
  /// is held out is.
  void subtract(const TimeLayer& layer);

  /// Between the first and the last rating of all ranks, in seconds.
  double span() const noexcept { return static_cast<double>(last_) - static_cast<double>(first_); }
  /// Collective. The time at which all but one in a thousand of the ratings had been given.
  std::int64_t present(const Communicator& comm) const;
  /// No residual, and no effect of up to five layers, has a larger magnitude on any rank: to leave a rating
  /// out of its own mean makes at most twice of the largest residual.
  double bound() const noexcept { return 64 * largest_; }
  bool has_ratings(std::int64_t user) const noexcept {
    return offsets_[static_cast<std::size_t>(user)] < offsets_[static_cast<std::size_t>(user) + 1];
  }

 private:
  TimeLayer of_users(std::int64_t scale) const;
  TimeLayer of_all_ranks(const Communicator& comm, TimeSide side, std::int64_t scale) const;

  std::int64_t books_ = 0;
  std::int64_t total_ = 0;             ///< ratings of all ranks
  std::vector<std::int64_t> offsets_;  ///< of the users; of a user, by time
  std::vector<std::int64_t> time_;
  std::vector<BookIndex> book_;
  std::vector<float> left_;
  std::vector<std::uint32_t> by_book_;  ///< places, by book, then by time
  std::vector<std::uint32_t> by_time_;
  std::int64_t first_ = 0;
  std::int64_t last_ = 0;
  double largest_ = 0;  ///< magnitude of a residual of all ranks, before anything is subtracted
};

}  // namespace crucible
