#pragma once

#include "crucible/cli/job.hpp"
#include "options/matrix_input.hpp"

#include <string>

namespace crucible {

/// Writes the scores of the rows of `input` on the axes in the file `axes`, which pca wrote, to the job's
/// output. Collective. Throws InputError, and UsageError if the columns do not fit.
ExitCode project_rows(Job& job, const MatrixInput& input, const std::string& axes);

}  // namespace crucible
