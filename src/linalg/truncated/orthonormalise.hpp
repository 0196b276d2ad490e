#pragma once

#include "crucible/linalg/row_slab.hpp"

namespace crucible {

/// Collective. Replaces the columns of a distributed block by an orthonormal basis of the space that they
/// span. Drops directions that are shorter than `floor`. Returns R, (columns kept x columns given), with old
/// = new R except for what was dropped.
///
/// The method is TSQR: a QR factorisation on every rank and an SVD of the stacked R on rank 0. Methods based
/// on the Gram matrix would mix up directions whose lengths differ by more than the root of the precision.
RowMatrixD orthonormalise(const Communicator& comm, RowMatrixD& block, double floor);

/// Collective. The same for columns that are orthonormal to a few digits, but for some that are much shorter
/// than 1 because what else was in them has been projected out: from the Gram matrix, in one pass and one sum
/// over the ranks. Drops directions that are shorter than 1/2, which are such columns.
RowMatrixD orthonormalise_again(const Communicator& comm, RowMatrixD& block);

}  // namespace crucible
