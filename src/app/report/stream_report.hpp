#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/linalg/streamed_svd.hpp"
#include "crucible/store/matrix_source.hpp"

namespace crucible {

/// Prints and notes how often a matrix was read in blocks, and how far the result may be from it.
void report_stream(Job& job, const SvdResult& svd, const StreamFigures& figures, const MatrixSource& source);

}  // namespace crucible
