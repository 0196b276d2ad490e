#pragma once

#include "crucible/core/index_range.hpp"
#include "crucible/core/matrix.hpp"
#include "crucible/linalg/block_cyclic_matrix.hpp"
#include "crucible/linalg/memory_plan.hpp"

#include <cstdint>

namespace crucible {

/// Memory to hold a symmetric (n x n) matrix on `ranks` ranks, invert_spd() it, and take even ranges of its
/// rows with symmetric_rows(). The grid is the one to make it on. Pure. Throws LogicError if a size is not
/// positive.
MemoryNeed spd_inverse_need(std::int64_t n, int ranks);

/// Collective. Replaces the symmetric positive definite matrix whose upper triangle is in `a` by its inverse.
/// Only the upper triangle is read and written. Costs n^3 operations over all ranks. ScaLAPACK's pdpotrf and
/// pdpotri. Throws NumericalError on all ranks if the matrix is not positive definite.
void invert_spd(BlockCyclicMatrix& a);

/// Collective. The rows `mine` of the symmetric (n x n) matrix whose upper triangle is in `a`: (mine.size() x
/// n). Moves some rows at a time, so that the result is the largest thing that it needs memory for.
MatrixD symmetric_rows(const BlockCyclicMatrix& a, IndexRange mine);

}  // namespace crucible
