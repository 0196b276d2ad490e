#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/data/split_labels.hpp"

#include <cstdint>

namespace crucible {

/// Prints and notes how many ratings each part of a new split has, and each of its `folds` folds. Collective.
void report_split(Job& job, const SplitLabels& labels, std::int64_t folds);

}  // namespace crucible
