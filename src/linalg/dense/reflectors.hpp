#pragma once

#include "dense/column_blas.hpp"

#include <cstdint>
#include <span>

namespace crucible {

// Blocks of Householder reflectors. All are local. Products with many of them are our own loops over dgemm.

/// Reflectors that are applied together: H1 H2 ... Hw = I - V T V^T (Schreiber and Van Loan 1989).
struct BlockReflector {
  MatrixD v;  ///< (m x w), a reflector in each column: ones on the diagonal, zeros above it
  MatrixD t;  ///< (w x w), upper triangular, zeros below
};

/// How many reflectors to apply together if there are many. The factors' products with V take more operations
/// than with fewer, but C is read and written less often.
inline constexpr std::int64_t reflectors_together = 256;

/// The block of the reflectors I - tau v v^T with the columns of `v`.
BlockReflector block_reflector(MatrixD v, std::span<const double> tau);
/// The block of blocks that follow each other, with the columns of `v` and the triangular factors `t`.
BlockReflector joined_blocks(MatrixD v, std::span<const MatrixD> t);

/// c := H c, or H^T c. @pre c has v.rows() rows, or no columns
void apply(const BlockReflector& h, Op op, ColumnBlock c);

/// QR of a few columns, in place, as LAPACK's dgeqrt leaves them: R in the upper triangle, reflectors below.
/// Returns their triangular factor. @pre at least as many rows as columns
MatrixD factor_block(ColumnBlock block);
/// The reflectors that factor_block() left, with ones on the diagonal and zeros above.
MatrixD reflectors_in(const ConstColumnBlock& block);

}  // namespace crucible
