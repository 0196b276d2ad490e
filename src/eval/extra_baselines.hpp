#pragma once

#include "recommender.hpp"

#include <vector>

namespace crucible {

/// Local. The rows of EvaluateOptions::extra_baselines, in the order of the table. Throws UsageError if one
/// does not exist or cannot be added, or if no metric needs the lists that they make.
std::vector<const BaselineRow*> extra_baseline_rows(const EvaluateOptions& options);

}  // namespace crucible
