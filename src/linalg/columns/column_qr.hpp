#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"
#include "dense/reflectors.hpp"

#include <functional>
#include <vector>

namespace crucible {

// Routines for matrices whose columns are dealt out whole: on a grid of one row. What is replicated there are
// reflectors_together columns at most, and each rank applies their reflectors to its own columns by itself.

/// Local. True if every rank of the grid has whole columns.
bool has_whole_columns(const BlockCyclicMatrix& a);

/// Local. This rank's columns from global column `column` on, of the rows from `row` on.
ColumnBlock trailing(BlockCyclicMatrix& a, std::int64_t row, std::int64_t column);
ConstColumnBlock trailing(const BlockCyclicMatrix& a, std::int64_t row, std::int64_t column);

/// Some neighbouring columns after QR.
struct FactoredColumns {
  IndexRange columns;  ///< of one rank
  MatrixD t;           ///< the triangular factor of their reflectors
};

/// Collective. Q R = A. Replaces `a` by R and the reflectors of Q, as LAPACK's dgeqrf does. Returns what else
/// is needed to apply Q, in order, on every rank.
/// @pre rows >= columns, and has_whole_columns()
std::vector<FactoredColumns> factor_columns(BlockCyclicMatrix& a);
/// Collective. c := Q c. @pre c is on the grid of `a` and has its rows
void apply_columns_q(const BlockCyclicMatrix& a, const std::vector<FactoredColumns>& parts,
                     BlockCyclicMatrix& c);

/// Local. Calls `apply` for groups of at most reflectors_together columns of `count`, the last one first.
void for_each_group_backwards(std::int64_t count, const std::function<void(IndexRange columns)>& apply);

/// Collective. The reflectors below the diagonal of some columns, with ones on their diagonal and zeros
/// above, on every rank. The first row is that of the first column's diagonal.
MatrixD reflectors_of(const BlockCyclicMatrix& a, IndexRange columns);

}  // namespace crucible
