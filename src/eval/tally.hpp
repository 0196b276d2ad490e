#pragma once

#include "crucible/eval/evaluate.hpp"
#include "metric_sum.hpp"

#include <optional>
#include <span>
#include <vector>

namespace crucible {

/// One user's part of every metric: a sum and its weight (the number of pairs for rating metrics, 1 or 0 for
/// ranking metrics).
struct UserScores {
  std::vector<double> value;
  std::vector<std::int64_t> weight;
};

/// The scores of one user. `list` is null if nothing was ranked, `errors` is empty if nothing was predicted.
/// Local.
UserScores user_scores(std::span<const Metric> metrics, std::span<const double> errors,
                       const JudgedList* list);

/// The sums of every metric over some users.
class MetricSums {
 public:
  explicit MetricSums(std::size_t metrics) : sums_(metrics) {}

  void add(const UserScores& scores, std::int64_t times = 1);
  std::span<MetricSum> sums() noexcept { return sums_; }
  /// The values of the metrics; none for coverage, and none if nothing was added.
  std::vector<std::optional<double>> values(std::span<const Metric> metrics) const;

 private:
  std::vector<MetricSum> sums_;
};

/// The values of each metric in each resample, [resample][metric]; none where a metric has none.
using Draws = std::vector<std::vector<std::optional<double>>>;

/// The 95 % intervals of each metric; none for those without values. Local.
std::vector<std::optional<Interval>> intervals_of(const Draws& draws, std::size_t metrics);

/// How much `row`, with its `draws`, differs from the first row, with the draws of the same resamples; none
/// for metrics that one of them lacks. Local.
std::vector<std::optional<PairedDifference>> differences_of(const EvaluatedRow& first,
                                                            const Draws& first_draws, const EvaluatedRow& row,
                                                            const Draws& draws);

/// Sums over resamples of the users. In each resample a user counts several times or not at all: the number
/// is drawn from a Poisson distribution of mean 1, and depends only on (seed, user, resample).
class Bootstrap {
 public:
  Bootstrap(std::int64_t resamples, std::size_t metrics, std::uint64_t seed);

  void add(std::int64_t user, const UserScores& scores);
  /// Collective. The figures of all ranks' users in each resample.
  Draws draws(const Communicator& comm, std::span<const Metric> metrics);

 private:
  std::uint64_t seed_;
  std::vector<MetricSums> resamples_;
};

/// The books that were shown to any user, at the cut-off of each coverage metric.
class Coverage {
 public:
  Coverage(std::span<const Metric> metrics, std::int64_t books);

  void add(std::span<const ScoredBook> shown);
  /// Collective. Puts the shares into `values`.
  void finish(const Communicator& comm, std::vector<std::optional<double>>& values);

 private:
  struct Seen {
    std::size_t metric;
    std::int64_t cutoff;
    std::vector<std::uint8_t> books;
  };
  std::vector<Seen> seen_;
};

/// The figures of each group, for one way to group users or books.
class GroupTally {
 public:
  GroupTally(std::string kind, std::vector<std::string> names, std::size_t metrics);

  void add(std::size_t group, const UserScores& scores, std::int64_t pairs);
  void add_members(std::size_t group, std::int64_t members) { members_[group] += members; }
  std::size_t size() const noexcept { return names_.size(); }
  /// Collective. Appends the groups with judged pairs to `groups`. Members are summed over ranks unless every
  /// rank already has their total (`members_known`).
  void finish(const Communicator& comm, std::span<const Metric> metrics, bool members_known,
              std::vector<EvaluatedGroup>& groups);

 private:
  std::string kind_;
  std::vector<std::string> names_;
  std::vector<MetricSums> sums_;
  std::vector<std::int64_t> members_;
  std::vector<std::int64_t> pairs_;
};

}  // namespace crucible
