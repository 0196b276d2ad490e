#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/linalg/pca.hpp"

#include <vector>

namespace crucible {

/// Prints and notes the axes, what they explain, and how many are more than noise. `noise`: singular values
/// of noise that they are compared with too, or none.
void report_pca(Job& job, const PcaResult& result, PcaColumns columns, const std::vector<double>& noise);

}  // namespace crucible
