#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/linalg/pca.hpp"

namespace crucible {

/// Prints and notes the axes and what they explain.
void report_pca(Job& job, const PcaResult& result, bool centered);

}  // namespace crucible
