#include "report/split_report.hpp"

#include "crucible/core/number_text.hpp"
#include "crucible/data/split.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace crucible {

namespace {

/// Parts that are listed even where they are empty: train, validation and test.
constexpr std::size_t main_parts = 3;
/// Characters of the column of names.
constexpr std::size_t name_width = 20;

void report_part(Job& job, const std::string& name, std::int64_t count, std::int64_t total) {
  const double share =
      100 * static_cast<double>(count) / static_cast<double>(std::max<std::int64_t>(1, total));
  job.log.result("  " + name + std::string(name_width - name.size(), ' ') + padded(grouped(count), 14) +
                 " ratings " + padded(fixed(share, 2), 7) + " %");
}

/// Collective.
void report_folds(Job& job, const SplitLabels& labels, std::int64_t folds) {
  const std::vector<std::int64_t> counts = fold_counts(job.comm, labels, folds);
  job.result["folds"] = counts;
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  job.log.result("  " + std::to_string(folds) + " folds of " + grouped(*least) + " to " + grouped(*most) +
                 " ratings");
}

}  // namespace

void report_split(Job& job, const SplitLabels& labels, std::int64_t folds) {
  const auto counts = part_counts(job.comm, labels);
  const std::int64_t total = std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  job.result["name"] = labels.name;
  job.result["protocol"] = labels.protocol;
  job.result["parameters"] = labels.parameters;
  job.result["seed"] = labels.seed;
  job.log.result("split " + labels.name + " (" + labels.protocol + ", " + labels.parameters + ", seed " +
                 std::to_string(labels.seed) + ")");
  for (std::size_t p = 0; p < counts.size(); ++p) {
    const std::string name(name_of(static_cast<Part>(p)));
    job.result["parts"][name] = counts[p];
    if (counts[p] > 0 || p < main_parts) report_part(job, name, counts[p], total);
  }
  if (folds > 0) report_folds(job, labels, folds);
  if (counts[0] == 0 && total > 0) job.log.warning("split " + labels.name + " leaves nothing to train on");
}

}  // namespace crucible
