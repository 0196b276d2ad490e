#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// The judged list of one user: the input of a ranking metric.
struct JudgedList {
  std::span<const std::uint8_t> hits;  ///< one per place shown, best first: 1 if the book is relevant
  std::int64_t relevant = 0;           ///< R: the user's relevant held-out books
  /// Number of the 10 masked books in the first 10 places. Set only for the users that overlap@10 is about:
  /// they are held out whole, have at least 20 ratings, and exactly their 10 highest ratings are held out.
  std::optional<std::int64_t> masked_found;
};

enum class MetricKind : std::uint8_t {
  rating,    ///< a term for the error of each held-out rating
  ranking,   ///< a value for the list of each user
  coverage,  ///< one value for all lists together
};

/// A row of the metric table: src/eval/metrics.cpp.
struct MetricRow {
  const char* name;
  const char* summary;
  MetricKind kind;
  std::int64_t only_cutoff;       ///< 0: any cut-off (or none, for rating)
  double (*term)(double error);   ///< rating: the term of one error
  double (*finish)(double mean);  ///< rating: the metric's value, from the mean of the terms
  std::optional<double> (*value)(const JudgedList& list,
                                 std::int64_t top);  ///< ranking: the value of a list; none: not counted
};

std::span<const MetricRow> metric_table();

/// A metric with its cut-off, for example precision@10.
struct Metric {
  const MetricRow* row = nullptr;
  std::int64_t cutoff = 0;  ///< 0 for rating metrics
  std::string name;
};

/// The metrics that `names` stand for, in order and without repeats: "rmse", "ndcg@20", "ndcg" for ndcg at
/// each of `cutoffs`, or "all" for the whole table. Throws UsageError for an unknown name, for a cut-off
/// below 1, and for a cut-off that the metric does not have.
std::vector<Metric> parse_metrics(std::span<const std::string> names, std::span<const std::int64_t> cutoffs);

/// The largest cut-off of `metrics`: the number of books that a user's list must show. 0 if no metric needs
/// lists.
std::int64_t longest_list(std::span<const Metric> metrics);

}  // namespace crucible
