#include "crucible/eval/metrics.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace crucible {
namespace {

std::span<const std::uint8_t> first(const JudgedList& list, std::int64_t top) {
  return list.hits.first(std::min(list.hits.size(), static_cast<std::size_t>(top)));
}

double hits(const JudgedList& list, std::int64_t top) {
  const auto places = first(list, top);
  return static_cast<double>(std::count(places.begin(), places.end(), std::uint8_t{1}));
}

double square(double error) { return error * error; }
double magnitude(double error) { return std::abs(error); }
double root(double mean) { return std::sqrt(mean); }
double itself(double mean) { return mean; }

double precision(const JudgedList& list, std::int64_t top) {
  return hits(list, top) / static_cast<double>(top);
}

double recall(const JudgedList& list, std::int64_t top) {
  return hits(list, top) / static_cast<double>(list.relevant);
}

/// The best that a list of `top` books can reach is always 1.
double capped_recall(const JudgedList& list, std::int64_t top) {
  return hits(list, top) / static_cast<double>(std::min(list.relevant, top));
}

double hit_rate(const JudgedList& list, std::int64_t top) { return hits(list, top) > 0 ? 1.0 : 0.0; }

double average_precision(const JudgedList& list, std::int64_t top) {
  double found = 0;
  double sum = 0;
  double place = 0;
  for (const std::uint8_t hit : first(list, top)) {
    ++place;
    if (hit == 0) continue;
    ++found;
    sum += found / place;
  }
  return sum / static_cast<double>(std::min(list.relevant, top));
}

double discount(std::int64_t place) { return 1 / std::log2(static_cast<double>(place) + 1); }

double ndcg(const JudgedList& list, std::int64_t top) {
  double gain = 0;
  double ideal = 0;
  std::int64_t place = 0;
  for (const std::uint8_t hit : first(list, top)) {
    ++place;
    if (hit != 0) gain += discount(place);
  }
  for (std::int64_t i = 1; i <= std::min(list.relevant, top); ++i) ideal += discount(i);
  return gain / ideal;
}

double reciprocal_rank(const JudgedList& list, std::int64_t top) {
  const auto places = first(list, top);
  const auto hit = std::find(places.begin(), places.end(), std::uint8_t{1});
  return hit == places.end() ? 0.0 : 1 / static_cast<double>(hit - places.begin() + 1);
}

std::optional<double> overlap(const JudgedList& list, std::int64_t top) {
  if (!list.masked_found) return std::nullopt;
  return static_cast<double>(*list.masked_found) / static_cast<double>(top);
}

/// `metric`, but only for users with a relevant book. It is not defined for others.
template <double (*metric)(const JudgedList&, std::int64_t)>
std::optional<double> of_relevant(const JudgedList& list, std::int64_t top) {
  if (list.relevant == 0) return std::nullopt;
  return metric(list, top);
}

/// One row per metric. docs/metrics.md explains them.
constexpr MetricRow table[] = {
    {"rmse", "root mean squared error", MetricKind::rating, 0, square, root, nullptr},
    {"mae", "mean absolute error", MetricKind::rating, 0, magnitude, itself, nullptr},
    {"precision", "hits / k", MetricKind::ranking, 0, nullptr, nullptr, of_relevant<precision>},
    {"recall", "hits / relevant", MetricKind::ranking, 0, nullptr, nullptr, of_relevant<recall>},
    {"capped_recall", "hits / min(k, relevant)", MetricKind::ranking, 0, nullptr, nullptr,
     of_relevant<capped_recall>},
    {"hit_rate", "users with a hit", MetricKind::ranking, 0, nullptr, nullptr, of_relevant<hit_rate>},
    {"ap", "average precision (MAP)", MetricKind::ranking, 0, nullptr, nullptr,
     of_relevant<average_precision>},
    {"ndcg", "normalised discounted gain", MetricKind::ranking, 0, nullptr, nullptr, of_relevant<ndcg>},
    {"mrr", "1 / place of the first hit", MetricKind::ranking, 0, nullptr, nullptr,
     of_relevant<reciprocal_rank>},
    {"coverage", "share of books shown to anybody", MetricKind::coverage, 0, nullptr, nullptr, nullptr},
    {"overlap", "found of the 10 highest rated", MetricKind::ranking, 10, nullptr, nullptr, overlap},
};

const MetricRow& find_row(const std::string& name, const std::string& asked) {
  for (const MetricRow& row : table)
    if (name == row.name) return row;
  std::string known = "all, liang";
  for (const MetricRow& row : table) known += std::string(", ") + row.name;
  throw UsageError("`metrics`: " + printable(asked) + " is no metric; there are " + known);
}

std::int64_t parse_cutoff(const MetricRow& row, const std::string& text, const std::string& asked) {
  std::int64_t cutoff = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), cutoff);
  if (error != std::errc() || end != text.data() + text.size() || cutoff < 1)
    throw UsageError("`metrics`: " + printable(asked) + ": the number of books after @ must be 1 or more");
  if (row.kind == MetricKind::rating)
    throw UsageError("`metrics`: " + printable(asked) + ": " + row.name + " has no cut-off");
  if (row.only_cutoff != 0 && cutoff != row.only_cutoff)
    throw UsageError("`metrics`: " + printable(asked) + ": " + row.name + " is defined at " +
                     std::to_string(row.only_cutoff) + " only");
  return cutoff;
}

void append(std::vector<Metric>& metrics, const MetricRow& row, std::int64_t cutoff) {
  Metric metric{&row, cutoff, cutoff == 0 ? row.name : std::string(row.name) + "@" + std::to_string(cutoff)};
  const bool there =
      std::any_of(metrics.begin(), metrics.end(), [&](const auto& m) { return m.name == metric.name; });
  if (!there) metrics.push_back(std::move(metric));
}

void append_at_all(std::vector<Metric>& metrics, const MetricRow& row,
                   std::span<const std::int64_t> cutoffs) {
  if (row.kind == MetricKind::rating) return append(metrics, row, 0);
  if (row.only_cutoff != 0) return append(metrics, row, row.only_cutoff);
  for (const std::int64_t cutoff : cutoffs) append(metrics, row, cutoff);
}

}  // namespace

std::span<const MetricRow> metric_table() { return table; }

std::vector<Metric> parse_metrics(std::span<const std::string> names, std::span<const std::int64_t> cutoffs) {
  for (const std::int64_t cutoff : cutoffs)
    if (cutoff < 1)
      throw UsageError("`top`: a list of " + std::to_string(cutoff) + " books cannot be judged");
  std::vector<Metric> metrics;
  for (const std::string& asked : names) {
    if (asked == "all") {
      for (const MetricRow& row : table) append_at_all(metrics, row, cutoffs);
      continue;
    }
    if (asked == "liang") {
      append(metrics, find_row("capped_recall", asked), 20);
      append(metrics, find_row("capped_recall", asked), 50);
      append(metrics, find_row("ndcg", asked), 100);
      continue;
    }
    const std::size_t at = asked.find('@');
    const MetricRow& row = find_row(asked.substr(0, at), asked);
    if (at == std::string::npos)
      append_at_all(metrics, row, cutoffs);
    else
      append(metrics, row, parse_cutoff(row, asked.substr(at + 1), asked));
  }
  return metrics;
}

std::int64_t longest_list(std::span<const Metric> metrics) {
  std::int64_t longest = 0;
  for (const Metric& metric : metrics) longest = std::max(longest, metric.cutoff);
  return longest;
}

}  // namespace crucible
