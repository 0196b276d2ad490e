#pragma once

#include "crucible/linalg/svd.hpp"
#include "truncated/row_operator.hpp"

namespace crucible {

/// Collective. check_svd() for any operator.
SvdChecks check_svd(const Communicator& comm, const RowOperator& a, const SvdResult& result);

}  // namespace crucible
