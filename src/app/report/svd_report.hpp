#pragma once

#include "crucible/cli/job.hpp"
#include "crucible/linalg/svd.hpp"

namespace crucible {

/// Prints the leading singular values with their shares, method and checks, and notes all of it in
/// job.result.
void report_svd(Job& job, const SvdResult& result);

}  // namespace crucible
