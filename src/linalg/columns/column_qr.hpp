#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"
#include "dense/reflectors.hpp"

#include <vector>

namespace crucible {

// Routines for matrices whose columns are dealt out whole: on a grid of one row. What is replicated there are
// panels of a few columns, and each rank applies them to its own columns by itself.

/// Local. True if every rank of the grid has whole columns.
bool has_whole_columns(const BlockCyclicMatrix& a);

/// Local. This rank's columns from global column `column` on, of the rows from `row` on.
ColumnBlock trailing(BlockCyclicMatrix& a, std::int64_t row, std::int64_t column);
ConstColumnBlock trailing(const BlockCyclicMatrix& a, std::int64_t row, std::int64_t column);

/// Collective. Q R = A. Replaces `a` by R and the reflectors of Q, as LAPACK's dgeqrf does. Returns the
/// triangular factors of the reflectors, those of a block of columns each, on every rank.
/// @pre rows >= columns, and has_whole_columns()
std::vector<MatrixD> factor_columns(BlockCyclicMatrix& a);
/// Collective. c := Q c. @pre c is on the grid of `a` and has its rows
void apply_columns_q(const BlockCyclicMatrix& a, const std::vector<MatrixD>& t, BlockCyclicMatrix& c);

/// Local. So many columns of `a`, whole blocks, are applied together.
std::int64_t columns_together(const BlockCyclicMatrix& a);

/// Collective. The reflectors below the diagonal of the columns `columns`, which start with a block, with
/// ones on their diagonal and zeros above, on every rank. The first row is that of the first column's
/// diagonal.
MatrixD reflectors_of(const BlockCyclicMatrix& a, IndexRange columns);

}  // namespace crucible
