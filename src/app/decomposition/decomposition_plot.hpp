#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/linalg/pca.hpp"
#include "steps/plot_file.hpp"

#include <string>

namespace crucible {

// Write the picture of --plot, if it is wanted. `input` names what was decomposed. Collective. Throws
// IoError.

void plot_svd(Job& job, const PlotFile& plot, const std::string& input, const SvdResult& result);
void plot_pca(Job& job, const PlotFile& plot, const std::string& input, const PcaResult& result);

}  // namespace crucible
