#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

namespace crucible {

/// Collective. Sends every element of `slab`, or of its transpose, to its place in `matrix`. This replaces
/// pdgemr2d, which stops above 2^28 local elements and cannot handle ranks outside the grid.
void deal_out(const RowSlab& slab, bool transpose, BlockCyclicMatrix& matrix);

/// Collective. The first `columns` columns of `matrix`, or their transpose, as slabs of rows. This rank gets
/// the rows `mine`.
RowSlab collect(const BlockCyclicMatrix& matrix, IndexRange mine, std::int64_t columns, bool transpose);

}  // namespace crucible
