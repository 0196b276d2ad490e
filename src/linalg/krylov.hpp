#pragma once

#include "crucible/linalg/truncated_svd.hpp"
#include "row_operator.hpp"

namespace crucible {

/// The `rank` largest singular triplets of any operator, unnormalised signs, unchecked. Collective.
SvdResult block_krylov(const Communicator& comm, const RowOperator& a, std::int64_t rank,
                       const KrylovOptions& options);

/// Collective. Makes the columns of a distributed block orthonormal in place (SVQB of Stathopoulos and Wu,
/// SIAM J. Sci. Comput. 23, 2002, twice). Columns shorter than `floor`, and directions that depend on others,
/// are dropped. Returns R with old = new R, (columns kept x columns given).
RowMatrixD orthonormalise(const Communicator& comm, RowMatrixD& block, double floor);

}  // namespace crucible
