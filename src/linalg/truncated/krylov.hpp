#pragma once

#include "crucible/linalg/truncated_svd.hpp"
#include "truncated/row_operator.hpp"

namespace crucible {

/// Collective. The `rank` largest singular triplets of any operator. Signs are not normalised, and the result
/// is not checked.
SvdResult block_krylov(const Communicator& comm, const RowOperator& a, std::int64_t rank,
                       KrylovOptions options);

}  // namespace crucible
