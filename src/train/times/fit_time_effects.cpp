#include "crucible/train/fit_time_effects.hpp"

#include "crucible/core/error.hpp"
#include "crucible/model/predict.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/exact_sum.hpp"
#include "times/residuals.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace crucible {

namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t day = 24 * hour;

struct Candidate {
  TimeSide side;
  std::int64_t scale;
};

/// From a sitting to years, each about six times the one before. Books and everyone change more slowly.
constexpr std::array<Candidate, 13> candidates{{{TimeSide::user, 10 * minute},
                                                {TimeSide::user, hour},
                                                {TimeSide::user, 6 * hour},
                                                {TimeSide::user, 2 * day},
                                                {TimeSide::user, 12 * day},
                                                {TimeSide::user, 72 * day},
                                                {TimeSide::user, 432 * day},
                                                {TimeSide::book, 12 * day},
                                                {TimeSide::book, 72 * day},
                                                {TimeSide::book, 432 * day},
                                                {TimeSide::everyone, 2 * day},
                                                {TimeSide::everyone, 12 * day},
                                                {TimeSide::everyone, 72 * day}}};
constexpr std::array<double, 5> dampings{1, 4, 16, 64, 256};

constexpr std::int64_t least_judged = 100;
constexpr std::size_t most_layers = 4;
/// A scale must fit into the data's time so often: a longer one is as good as no time at all.
constexpr double least_spans = 2;
/// Of the squared error: less is not worth a layer.
constexpr double least_gain = 2e-4;

/// A validation rating, and what the model and the layers so far expect of it.
struct Judged {
  std::int64_t user = 0;  ///< from the first of this rank
  BookIndex book = 0;
  std::int64_t time = 0;
  double rating = 0;
  double score = 0;
};

std::int64_t row_of(const Judged& rating, TimeSide side) { return time_row(side, rating.user, rating.book); }

/// Local.
std::vector<Judged> judged_ratings(const FactorModel& model, const DatedRatings& validation,
                                   const TimedResiduals& train) {
  std::vector<Judged> result;
  const RatingShard& ratings = validation.ratings;
  require(std::ssize(validation.timestamp) == ratings.size(), "time effects: one time a rating");
  for (std::int64_t u = 0; u < ratings.users.size(); ++u) {
    if (!train.has_ratings(u)) continue;
    const std::int64_t user = model.users.begin + u;
    for (auto i = static_cast<std::size_t>(ratings.offsets[static_cast<std::size_t>(u)]);
         i < static_cast<std::size_t>(ratings.offsets[static_cast<std::size_t>(u) + 1]); ++i)
      result.push_back({u, ratings.book[i], validation.timestamp[i], static_cast<double>(ratings.rating[i]),
                        raw_score(model, user, ratings.book[i])});
  }
  return result;
}

/// Finds layers, one after the other.
class Search {
 public:
  Search(const Communicator& comm, const FactorModel& model, const DatedRatings& train,
         const DatedRatings& validation)
      : comm_(comm),
        traits_(model.traits),
        train_(comm, model, train),
        judged_(on_every_rank(comm, [&] { return judged_ratings(model, validation, train_); })),
        count_(comm.sum_value(std::ssize(judged_))) {
    double largest = 0;
    for (const Judged& rating : judged_) largest = std::max(largest, std::abs(rating.rating - rating.score));
    const double error = comm.max_value(largest) + static_cast<double>(most_layers) * train_.bound();
    bound_ = error * error * static_cast<double>(std::max<std::int64_t>(count_, 1));
    for (const Candidate& candidate : candidates)
      if (static_cast<double>(candidate.scale) * least_spans <= train_.span()) open_.push_back(candidate);
  }

  TimeFit run() {
    TimeFit fit;
    if (count_ < least_judged) return fit;
    fit.effects.present = train_.present(comm_);
    double before = error_so_far();
    fit.rmse_before = rmse(before);
    while (fit.effects.layers.size() < most_layers && before > 0) {
      std::optional<Trial> best = best_trial(before);
      if (!best) break;
      train_.subtract(best->layer);
      for (Judged& rating : judged_)
        rating.score += time_effect(best->layer, row_of(rating, best->layer.side), rating.time);
      before = best->error;
      fit.chosen.push_back({best->layer.side, best->layer.scale, best->layer.damping, rmse(before)});
      fit.effects.layers.push_back(std::move(best->layer));
    }
    return fit;
  }

 private:
  struct Trial {
    TimeLayer layer;
    double error = 0;
  };

  double rmse(double error) const { return std::sqrt(error / static_cast<double>(count_)); }

  double squared_error(const Judged& rating, double effect) const {
    const double error = rating_of_score(traits_, rating.score + effect) - rating.rating;
    return error * error;
  }

  /// Collective.
  double error_so_far() const {
    ExactSum sum(1, bound_);
    for (const Judged& rating : judged_) sum.add(0, squared_error(rating, 0));
    return sum.total(comm_).front();
  }

  /// Collective. The layer with the damping that is best for it.
  Trial tried(const Candidate& candidate) const {
    Trial trial{train_.layer_of(comm_, candidate.side, candidate.scale)};
    ExactSum sums(std::ssize(dampings), bound_);
    for (const Judged& rating : judged_) {
      const NearbyRatings found = nearby(trial.layer, row_of(rating, candidate.side), rating.time);
      for (std::size_t d = 0; d < dampings.size(); ++d)
        sums.add(static_cast<std::int64_t>(d),
                 squared_error(rating, found.sum / (found.weight + dampings[d])));
    }
    const std::vector<double> errors = sums.total(comm_);
    const auto least = std::min_element(errors.begin(), errors.end());
    trial.error = *least;
    trial.layer.damping = dampings[static_cast<std::size_t>(least - errors.begin())];
    return trial;
  }

  /// Whether the error fell by more than two fitted numbers, chosen from so many candidates, would explain:
  /// twice the logarithm of the likelihood, less a penalty like Akaike's and Bonferroni's.
  bool worth_it(double before, double after) const {
    static const double penalty =
        2 * (2 + std::log(static_cast<double>(candidates.size() * dampings.size())));
    return after < before * (1 - least_gain) &&
           static_cast<double>(count_) * std::log(before / std::max(after, 1e-300)) > penalty;
  }

  /// Collective. Candidates that gain too little are not tried again.
  std::optional<Trial> best_trial(double before) {
    std::optional<Trial> best;
    std::vector<Candidate> still_open;
    for (const Candidate& candidate : open_) {
      Trial trial = tried(candidate);
      if (!worth_it(before, trial.error)) continue;
      still_open.push_back(candidate);
      if (!best || trial.error < best->error) best = std::move(trial);
    }
    open_ = std::move(still_open);
    return best;
  }

  const Communicator& comm_;
  ModelTraits traits_;
  TimedResiduals train_;
  std::vector<Judged> judged_;
  std::int64_t count_;
  double bound_ = 0;
  std::vector<Candidate> open_;
};

}  // namespace

TimeFit fit_time_effects(const Communicator& comm, const FactorModel& model, const DatedRatings& train,
                         const DatedRatings& validation) {
  return Search(comm, model, train, validation).run();
}

}  // namespace crucible
