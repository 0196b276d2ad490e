#include "extra_baselines.hpp"

#include "crucible/core/error.hpp"

#include <algorithm>

namespace crucible {

std::vector<std::string> extra_baseline_names() {
  std::vector<std::string> names;
  for (const BaselineRow& row : baseline_table())
    if (row.fit != nullptr) names.emplace_back(row.name);
  return names;
}

std::vector<const BaselineRow*> extra_baseline_rows(const EvaluateOptions& options) {
  const auto& asked = options.extra_baselines;
  const std::vector<std::string> known = extra_baseline_names();
  for (const std::string& name : asked) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string there;
    for (const std::string& one : known) there += (there.empty() ? "" : ", ") + one;
    throw UsageError("`baselines`: " + printable(name) +
                     " is no baseline that can be added; there are: " + there);
  }
  std::vector<const BaselineRow*> rows;
  for (const BaselineRow& row : baseline_table())
    if (row.fit != nullptr && std::find(asked.begin(), asked.end(), row.name) != asked.end())
      rows.push_back(&row);
  if (!rows.empty() && longest_list(options.metrics) == 0)
    throw UsageError("`baselines`: " + std::string(rows.front()->name) +
                     " makes lists, but none of `metrics` needs a ranking");
  return rows;
}

}  // namespace crucible
