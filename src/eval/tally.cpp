#include "tally.hpp"

#include "crucible/core/random.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace crucible {
namespace {

/// The smallest n whose cumulated Poisson probability (mean 1) is above `uniform`.
std::int64_t poisson_of_one(double uniform) noexcept {
  double probability = std::exp(-1.0);
  double cumulated = probability;
  std::int64_t n = 0;
  while (uniform >= cumulated && n < 20) {
    ++n;
    probability /= static_cast<double>(n);
    cumulated += probability;
  }
  return n;
}

double quantile(const std::vector<double>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return std::lerp(sorted[below], sorted[above], place - static_cast<double>(below));
}

std::optional<Interval> interval_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  return Interval{quantile(values, 0.025), quantile(values, 0.975)};
}

/// Twice the share of resamples on the rarer side of zero. What was measured counts as one more resample, so
/// that no number of resamples gives certainty.
double p_of_no_difference(std::span<const double> drawn) {
  const auto above = std::count_if(drawn.begin(), drawn.end(), [](double d) { return d >= 0; });
  const auto below = std::count_if(drawn.begin(), drawn.end(), [](double d) { return d <= 0; });
  const auto rarer = static_cast<double>(1 + std::min(above, below));
  return std::min(1.0, 2 * rarer / static_cast<double>(1 + drawn.size()));
}

}  // namespace

UserScores user_scores(std::span<const Metric> metrics, std::span<const double> errors,
                       const JudgedList* list) {
  UserScores scores{std::vector<double>(metrics.size(), 0), std::vector<std::int64_t>(metrics.size(), 0)};
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    const MetricRow& row = *metrics[m].row;
    if (row.kind == MetricKind::rating) {
      for (const double error : errors) scores.value[m] += row.term(error);
      scores.weight[m] = std::ssize(errors);
    } else if (row.kind == MetricKind::ranking && list != nullptr) {
      const std::optional<double> value = row.value(*list, metrics[m].cutoff);
      scores.value[m] = value.value_or(0);
      scores.weight[m] = value ? 1 : 0;
    }
  }
  return scores;
}

void MetricSums::add(const UserScores& scores, std::int64_t times) {
  for (std::size_t m = 0; m < sums_.size(); ++m)
    if (scores.weight[m] > 0)
      sums_[m].add(static_cast<double>(times) * scores.value[m], times * scores.weight[m]);
}

std::vector<std::optional<double>> MetricSums::values(std::span<const Metric> metrics) const {
  std::vector<std::optional<double>> values;
  for (std::size_t m = 0; m < sums_.size(); ++m) {
    std::optional<double> value = sums_[m].mean();
    if (value && metrics[m].row->finish != nullptr) value = metrics[m].row->finish(*value);
    values.push_back(value);
  }
  return values;
}

Bootstrap::Bootstrap(std::int64_t resamples, std::size_t metrics, std::uint64_t seed)
    : seed_(seed), resamples_(static_cast<std::size_t>(resamples), MetricSums(metrics)) {}

void Bootstrap::add(std::int64_t user, const UserScores& scores) {
  constexpr double unit = 1.0 / 18446744073709551616.0;
  for (std::size_t b = 0; b < resamples_.size(); ++b) {
    const std::uint64_t bits =
        random_hash(seed_, RandomPurpose::bootstrap, static_cast<std::uint64_t>(user), b);
    const std::int64_t times = poisson_of_one(static_cast<double>(bits) * unit);
    if (times > 0) resamples_[b].add(scores, times);
  }
}

Draws Bootstrap::draws(const Communicator& comm, std::span<const Metric> metrics) {
  std::vector<MetricSum> all;  // one message for all resamples
  for (MetricSums& resample : resamples_)
    all.insert(all.end(), resample.sums().begin(), resample.sums().end());
  reduce(comm, all);
  Draws draws;
  auto from = all.cbegin();
  for (MetricSums& resample : resamples_) {
    std::copy_n(from, metrics.size(), resample.sums().begin());
    from += std::ssize(metrics);
    draws.push_back(resample.values(metrics));
  }
  return draws;
}

std::vector<std::optional<Interval>> intervals_of(const Draws& draws, std::size_t metrics) {
  std::vector<std::optional<Interval>> intervals(metrics);
  for (std::size_t m = 0; m < metrics; ++m) {
    std::vector<double> values;
    for (const auto& draw : draws)
      if (draw[m]) values.push_back(*draw[m]);
    intervals[m] = interval_of(std::move(values));
  }
  return intervals;
}

std::vector<std::optional<PairedDifference>> differences_of(const EvaluatedRow& first,
                                                            const Draws& first_draws, const EvaluatedRow& row,
                                                            const Draws& draws) {
  std::vector<std::optional<PairedDifference>> differences(row.values.size());
  for (std::size_t m = 0; m < differences.size(); ++m) {
    std::vector<double> drawn;
    for (std::size_t b = 0; b < draws.size(); ++b)
      if (first_draws[b][m] && draws[b][m]) drawn.push_back(*first_draws[b][m] - *draws[b][m]);
    if (drawn.empty() || !first.values[m] || !row.values[m]) continue;
    const double p = p_of_no_difference(drawn);
    differences[m] = {*first.values[m] - *row.values[m], *interval_of(std::move(drawn)), p};
  }
  return differences;
}

Coverage::Coverage(std::span<const Metric> metrics, std::int64_t books) {
  for (std::size_t m = 0; m < metrics.size(); ++m)
    if (metrics[m].row->kind == MetricKind::coverage)
      seen_.push_back({m, metrics[m].cutoff, std::vector<std::uint8_t>(static_cast<std::size_t>(books), 0)});
}

void Coverage::add(std::span<const ScoredBook> shown) {
  for (Seen& seen : seen_)
    for (const ScoredBook& book : shown.first(std::min(shown.size(), static_cast<std::size_t>(seen.cutoff))))
      seen.books[static_cast<std::size_t>(book.book)] = 1;
}

void Coverage::finish(const Communicator& comm, std::vector<std::optional<double>>& values) {
  for (Seen& seen : seen_) {
    comm.max(std::span<std::uint8_t>(seen.books));
    const auto shown = std::count(seen.books.begin(), seen.books.end(), std::uint8_t{1});
    if (shown > 0) values[seen.metric] = static_cast<double>(shown) / static_cast<double>(seen.books.size());
  }
}

GroupTally::GroupTally(std::string kind, std::vector<std::string> names, std::size_t metrics)
    : kind_(std::move(kind)),
      names_(std::move(names)),
      sums_(names_.size(), MetricSums(metrics)),
      members_(names_.size(), 0),
      pairs_(names_.size(), 0) {}

void GroupTally::add(std::size_t group, const UserScores& scores, std::int64_t pairs) {
  sums_[group].add(scores);
  pairs_[group] += pairs;
}

void GroupTally::finish(const Communicator& comm, std::span<const Metric> metrics, bool members_known,
                        std::vector<EvaluatedGroup>& groups) {
  comm.sum(std::span<std::int64_t>(pairs_));
  if (!members_known) comm.sum(std::span<std::int64_t>(members_));
  for (std::size_t g = 0; g < names_.size(); ++g) {
    reduce(comm, sums_[g].sums());
    if (pairs_[g] > 0) groups.push_back({kind_, names_[g], members_[g], pairs_[g], sums_[g].values(metrics)});
  }
}

}  // namespace crucible
