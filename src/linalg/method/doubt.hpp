#pragma once

#include "crucible/linalg/svd.hpp"

#include <string>

namespace crucible {

/// LAPACK's own tests accept scaled residuals and orthogonality below this.
inline constexpr double lapack_limit = 30;

// These functions say what is wrong with the checks of a result; empty if nothing is. Pure.

/// The scaled distance from orthogonality of both sides' vectors must be below `limit`.
std::string orthogonality_doubt(const SvdResult& result, double limit = lapack_limit);
/// For routes that are exact to rounding: scaled residual and orthogonality must pass the limit of LAPACK's
/// tests.
std::string exact_doubt(const SvdResult& result, double tolerance);

}  // namespace crucible
