#include "spread.hpp"

#include "crucible/model/predict.hpp"
#include "crucible/mpi/collective.hpp"
#include "metric_sum.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace crucible {

namespace {

/// As many errors of average size are added to those of each user and book.
constexpr double damping = 20;
/// With fewer validation ratings, quantiles are chance.
constexpr std::int64_t least_for_quantiles = 200;
constexpr std::array<double, 3> normal_reach{0.6745, 1.2816, 1.9600};

/// Calls `work(user, book, predicted, error)` for each rating of `ratings`, users counted from the first of
/// this rank.
template <typename Work>
void for_each_error(const FactorModel& model, const RatingShard& ratings, std::span<const std::int64_t> times,
                    Work&& work) {
  for (std::int64_t u = 0; u < ratings.users.size(); ++u) {
    const UserRow row = user_row(ratings, u);
    const std::span<const std::int64_t> of_user = times_of_user(times, ratings, u);
    const std::int64_t user = model.users.begin + u;
    for (std::size_t i = 0; i < row.book.size(); ++i) {
      const std::optional<std::int64_t> time = time_at(of_user, i);
      const double predicted =
          time ? predict_at(model, user, row.book[i], *time) : predict(model, user, row.book[i]);
      work(static_cast<std::size_t>(u), static_cast<std::size_t>(row.book[i]), predicted,
           predicted - static_cast<double>(row.rating[i]));
    }
  }
}

double shrunk(double sum, std::int64_t count) {
  return (sum + damping) / (static_cast<double>(count) + damping);
}

/// Mean squared training errors, as shares of the mean of all.
struct TrainingErrors {
  double mean = 0;
  std::vector<double> user;
  std::vector<double> book;
  std::vector<std::int64_t> user_count;
  std::vector<std::int64_t> book_count;
};

TrainingErrors training_errors(const Communicator& comm, const FactorModel& model,
                               const EvaluationData& data) {
  const RatingShard& train = data.train;
  TrainingErrors errors;
  std::vector<MetricSum> by_book(static_cast<std::size_t>(train.total_books));
  MetricSum all;
  std::vector<float> each;  // in order
  on_every_rank(comm, [&] {
    each.reserve(train.rating.size());
    for_each_error(model, train, data.times.train, [&](std::size_t, std::size_t book, double, double error) {
      by_book[book].add(error * error);
      all.add(error * error);
      each.push_back(static_cast<float>(error));
    });
  });
  reduce(comm, std::span(by_book));
  reduce(comm, std::span(&all, 1));
  errors.mean = all.mean().value_or(0);
  if (errors.mean <= 0) return errors;
  for (const MetricSum& sum : by_book) {
    errors.book.push_back(shrunk(sum.sum() / errors.mean, sum.weight()));
    errors.book_count.push_back(sum.weight());
  }
  for (std::int64_t u = 0; u < train.users.size(); ++u) {
    double sum = 0;
    for (auto i = static_cast<std::size_t>(train.offsets[static_cast<std::size_t>(u)]);
         i < static_cast<std::size_t>(train.offsets[static_cast<std::size_t>(u) + 1]); ++i) {
      const auto error = static_cast<double>(each[i]);
      sum += error * error / (errors.mean * errors.book[static_cast<std::size_t>(train.book[i])]);
    }
    errors.user_count.push_back(train.offsets[static_cast<std::size_t>(u) + 1] -
                                train.offsets[static_cast<std::size_t>(u)]);
    errors.user.push_back(shrunk(sum, errors.user_count.back()));
  }
  return errors;
}

/// How variances follow from training errors: ratio^power x (1 + few / (1 + count)), by user and by book.
struct Shape {
  double power = 0;
  double few_of_user = 0;
  double few_of_book = 0;

  double user(const TrainingErrors& errors, std::size_t u) const {
    return one_side(errors.user[u], errors.user_count[u], few_of_user);
  }
  double book(const TrainingErrors& errors, std::size_t b) const {
    return one_side(errors.book[b], errors.book_count[b], few_of_book);
  }

 private:
  double one_side(double ratio, std::int64_t count, double few) const {
    return std::pow(ratio, power) * (1 + few / (1 + static_cast<double>(count)));
  }
};

std::vector<Shape> shapes() {
  std::vector<Shape> all;
  for (const double power : {0.0, 0.5, 1.0})
    for (const double few_of_user : {0.0, 1.0, 4.0})
      for (const double few_of_book : {0.0, 1.0, 4.0}) all.push_back({power, few_of_user, few_of_book});
  return all;
}

double deviation_of(const Spread& spread, std::size_t user, std::size_t book) {
  return static_cast<double>(spread.user[user]) * static_cast<double>(spread.book[book]);
}

struct HeldError {
  std::size_t user = 0;
  std::size_t book = 0;
  double error = 0;
};

/// The likeliest shape, and the variance that it is multiplied by.
struct Fit {
  Shape shape;
  double variance = 0;
};

Fit likeliest(const Communicator& comm, const TrainingErrors& errors, const std::vector<HeldError>& held) {
  const std::vector<Shape> candidates = shapes();
  std::vector<MetricSum> ratios(candidates.size());
  std::vector<MetricSum> logs(candidates.size());
  on_every_rank(comm, [&] {
    for (std::size_t c = 0; c < candidates.size(); ++c)
      for (const auto& [user, book, error] : held) {
        const double variance = candidates[c].user(errors, user) * candidates[c].book(errors, book);
        ratios[c].add(error * error / variance);
        logs[c].add(std::log(variance));
      }
  });
  reduce(comm, std::span(ratios));
  reduce(comm, std::span(logs));
  Fit best;
  double least = 0;
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const double variance = ratios[c].mean().value_or(0);
    if (variance <= 0) return {};
    const double cost = *logs[c].mean() + std::log(variance);
    if (c > 0 && cost >= least) continue;
    least = cost;
    best = {candidates[c], variance};
  }
  return best;
}

/// Collective. The reach within which enough of the errors lie. `scaled`: this rank's errors in standard
/// deviations.
std::array<double, 3> conformal_reach(const Communicator& comm, const std::vector<double>& scaled) {
  constexpr double step = 1.0 / 1024;
  constexpr double largest = 64;
  std::vector<std::int64_t> counts(static_cast<std::size_t>(largest / step) + 1, 0);
  for (const double value : scaled)
    ++counts[std::min(static_cast<std::size_t>(std::abs(value) / step), counts.size() - 1)];
  comm.sum(std::span<std::int64_t>(counts));
  std::int64_t total = 0;
  for (const std::int64_t count : counts) total += count;
  if (total < least_for_quantiles) return normal_reach;
  std::array<double, 3> reach{};
  for (std::size_t level = 0; level < interval_levels.size(); ++level) {
    const auto wanted =
        static_cast<std::int64_t>(std::ceil(interval_levels[level] * static_cast<double>(total + 1)));
    std::int64_t below = 0;
    std::size_t bin = 0;
    while (bin < counts.size() && (below += counts[bin]) < wanted) ++bin;
    reach[level] = static_cast<double>(bin + 1) * step;
  }
  return reach;
}

}  // namespace

Spread fit_spread(const Communicator& comm, const FactorModel& model, const EvaluationData& data) {
  std::vector<HeldError> held;
  on_every_rank(comm, [&] {
    // Users held out whole are judged by folding them in: their errors in the model as it is say nothing.
    for_each_error(model, data.validation, data.times.validation,
                   [&](std::size_t user, std::size_t book, double, double error) {
                     if (!user_row(data.train, static_cast<std::int64_t>(user)).book.empty())
                       held.push_back({user, book, error});
                   });
  });
  Spread spread;
  spread.fitted_on = comm.sum_value(std::ssize(held));
  if (spread.fitted_on == 0) return {};
  const TrainingErrors errors = training_errors(comm, model, data);
  if (errors.mean <= 0) return {};
  const Fit fit = likeliest(comm, errors, held);
  if (fit.variance <= 0) return {};
  MetricSum squares;  // of trained users
  on_every_rank(comm, [&] {
    for (std::size_t u = 0; u < errors.user.size(); ++u) {
      const double variance = fit.variance * fit.shape.user(errors, u);
      spread.user.push_back(static_cast<float>(std::sqrt(variance)));
      if (errors.user_count[u] > 0) squares.add(variance);
    }
  });
  reduce(comm, std::span(&squares, 1));
  spread.new_user = std::sqrt(squares.mean().value_or(0));
  for (std::size_t b = 0; b < errors.book.size(); ++b)
    spread.book.push_back(static_cast<float>(std::sqrt(fit.shape.book(errors, b))));
  std::vector<double> scaled;
  scaled.reserve(held.size());
  for (const auto& [user, book, error] : held) scaled.push_back(error / deviation_of(spread, user, book));
  spread.reach = conformal_reach(comm, scaled);
  return spread;
}

std::optional<Calibration> calibrate(const Communicator& comm, const FactorModel& model,
                                     const EvaluationData& data) {
  const Spread spread = fit_spread(comm, model, data);
  if (spread.empty()) return std::nullopt;
  std::array<MetricSum, interval_levels.size()> covered;
  std::array<MetricSum, interval_levels.size()> widths;
  std::array<MetricSum, 2> figures;  // deviation, log likelihood
  const double low = model.traits.scale_low;
  const double high = model.traits.scale_high;
  on_every_rank(comm, [&] {
    for_each_error(model, data.test, data.times.test,
                   [&](std::size_t user, std::size_t book, double middle, double error) {
                     if (!user_row(data.fold_in, static_cast<std::int64_t>(user)).book.empty())
                       return;  // not by this model
                     const double deviation = deviation_of(spread, user, book);
                     for (std::size_t level = 0; level < interval_levels.size(); ++level) {
                       const double reach = spread.reach[level] * deviation;
                       covered[level].add(std::abs(error) <= reach ? 1 : 0);
                       widths[level].add(low < high
                                             ? std::min(middle + reach, high) - std::max(middle - reach, low)
                                             : 2 * reach);
                     }
                     const double off = error / deviation;
                     figures[0].add(deviation);
                     figures[1].add(-std::log(deviation) - (off * off + std::log(2 * std::numbers::pi)) / 2);
                   });
  });
  reduce(comm, std::span(covered));
  reduce(comm, std::span(widths));
  reduce(comm, std::span(figures));
  if (figures[0].weight() == 0) return std::nullopt;
  Calibration result{spread.fitted_on, *figures[0].mean(), *figures[1].mean(), {}};
  for (std::size_t level = 0; level < interval_levels.size(); ++level)
    result.intervals.push_back({interval_levels[level], *covered[level].mean(), *widths[level].mean()});
  return result;
}

}  // namespace crucible
