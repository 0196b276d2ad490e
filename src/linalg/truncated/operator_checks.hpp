#pragma once

#include "crucible/linalg/svd.hpp"
#include "truncated/row_operator.hpp"

namespace crucible {

/// Collective. check_svd() for any operator.
SvdChecks check_svd(const Communicator& comm, const RowOperator& a, const SvdResult& result);

/// Collective. The checks of a result whose larger residual is known: its square, relative to that of the
/// norm.
SvdChecks checks_from(const Communicator& comm, const SvdResult& result, double residual_squares);

}  // namespace crucible
