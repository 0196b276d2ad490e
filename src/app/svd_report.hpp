#pragma once

#include "crucible/app/job.hpp"
#include "crucible/linalg/svd.hpp"

namespace crucible {

/// Throws NumericalError where a result is not as good as its method's documentation says, so that it is
/// never written. The same verdict on every rank.
void require_good(const SvdResult& result, double krylov_tolerance = 0);

/// Prints the leading singular values with their shares, method and checks, and notes all of it in
/// job.result.
void report_svd(Job& job, const SvdResult& result);

}  // namespace crucible
