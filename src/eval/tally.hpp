#pragma once

#include "crucible/eval/evaluate.hpp"
#include "crucible/eval/metric_sum.hpp"

#include <optional>
#include <span>
#include <vector>

namespace crucible {

/// One reader's part of every metric: a sum and what it weighs (pairs for rating metrics, 1 or 0 for ranking
/// ones).
struct ReaderScores {
  std::vector<double> value;
  std::vector<std::int64_t> weight;
};

/// @pre `list` is null where nothing was ranked, `errors` empty where nothing was predicted
ReaderScores reader_scores(std::span<const Metric> metrics, std::span<const double> errors,
                           const JudgedList* list);

/// The sums of every metric over some readers.
class MetricSums {
 public:
  explicit MetricSums(std::size_t metrics) : sums_(metrics) {}

  void add(const ReaderScores& scores, std::int64_t times = 1);
  std::span<MetricSum> sums() noexcept { return sums_; }
  /// The metrics' values; nothing for coverage and where nothing was added.
  std::vector<std::optional<double>> values(std::span<const Metric> metrics) const;

 private:
  std::vector<MetricSum> sums_;
};

/// Sums of resampled readers: in each resample a reader counts as often as a Poisson number of mean 1 says,
/// which is drawn from (seed, reader, resample) alone.
class Bootstrap {
 public:
  Bootstrap(std::int64_t resamples, std::size_t metrics, std::uint64_t seed);

  void add(std::int64_t reader, const ReaderScores& scores);
  /// Collective. The 95 % intervals; nothing for metrics without values.
  std::vector<std::optional<Interval>> intervals(const Communicator& comm, std::span<const Metric> metrics);

 private:
  std::uint64_t seed_;
  std::vector<MetricSums> resamples_;
};

/// Which books were shown to anybody, at each coverage metric's cut-off.
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

/// One way of sorting readers or books into groups, and the figures of each.
class GroupTally {
 public:
  GroupTally(std::string kind, std::vector<std::string> names, std::size_t metrics);

  void add(std::size_t group, const ReaderScores& scores, std::int64_t pairs);
  void add_members(std::size_t group, std::int64_t members) { members_[group] += members; }
  std::size_t size() const noexcept { return names_.size(); }
  /// Collective. Appends the groups that anything was judged of. Members are summed over ranks unless
  /// `members_known`.
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
