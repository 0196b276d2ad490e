#pragma once

#include "crucible/linalg/truncated_svd.hpp"
#include "row_operator.hpp"

namespace crucible {

/// The `rank` largest singular triplets of any operator, unnormalised signs, unchecked. Collective.
SvdResult block_krylov(const Communicator& comm, const RowOperator& a, std::int64_t rank,
                       const KrylovOptions& options);

/// Collective. Replaces a distributed block by an orthonormal basis of its columns' space, directions that
/// are shorter than `floor` dropped, and returns R with old = new R (columns kept x columns given), but for
/// what was dropped.
///
/// A QR factorisation on every rank, and an SVD of the stacked R on rank 0 (TSQR): unlike methods by way of
/// the Gram matrix, it keeps directions apart whose lengths differ by more than the root of the precision.
RowMatrixD orthonormalise(const Communicator& comm, RowMatrixD& block, double floor);

}  // namespace crucible
