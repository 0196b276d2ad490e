#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace crucible {

/// A list that was shown to a reader, judged: what ranking metrics see of one reader.
struct JudgedList {
  std::span<const std::uint8_t> hits;  ///< one per place shown, best first: 1 where the book is relevant
  std::int64_t relevant = 0;           ///< R: the reader's relevant held-out books
  /// How many of the 10 masked books the first 10 places show. Set for the readers of overlap@10 alone: held
  /// out whole, with at least 20 ratings, of which exactly the 10 highest are held out.
  std::optional<std::int64_t> masked_found;
};

enum class MetricKind : std::uint8_t {
  rating,    ///< a term for each held-out rating's error
  ranking,   ///< a value for each reader's list
  coverage,  ///< one value for all lists together
};

/// A row of the metric table: src/eval/metrics.cpp.
struct MetricRow {
  const char* name;
  const char* summary;
  MetricKind kind;
  std::int64_t only_cutoff;       ///< 0: any cut-off (or none, for rating)
  double (*term)(double error);   ///< rating: what a pair adds
  double (*finish)(double mean);  ///< rating: value of the mean term
  std::optional<double> (*value)(const JudgedList& list,
                                 std::int64_t top);  ///< ranking: nothing = not counted
};

std::span<const MetricRow> metric_table();

/// A metric that was asked for, e.g. precision@10.
struct Metric {
  const MetricRow* row = nullptr;
  std::int64_t cutoff = 0;  ///< 0 for rating metrics
  std::string name;
};

/// The metrics that `names` mean, in order and without repeats: "rmse", "ndcg@20", or "ndcg" for ndcg at each
/// of `cutoffs`; "all" for the whole table. Throws UsageError for an unknown name or a cut-off below 1.
std::vector<Metric> parse_metrics(std::span<const std::string> names, std::span<const std::int64_t> cutoffs);

/// The largest cut-off of `metrics`: how many books a reader's list must show. 0 where none ranks.
std::int64_t longest_list(std::span<const Metric> metrics);

}  // namespace crucible
