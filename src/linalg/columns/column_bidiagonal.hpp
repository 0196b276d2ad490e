#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

#include <vector>

namespace crucible {

/// A = Q B P^T with upper bidiagonal B. All are the same on every rank.
struct ColumnBidiagonal {
  std::vector<double> diagonal;      ///< columns()
  std::vector<double> off_diagonal;  ///< columns() - 1
  std::vector<double> tau_q;         ///< of the reflectors of Q, columns()
  std::vector<double> tau_p;         ///< of the reflectors of P, columns() - 1
};

/// Collective. Bidiagonal form of a matrix whose columns are dealt out whole. Leaves the reflectors in `a` as
/// LAPACK's dgebrd does: those of Q below the diagonal, those of P right of the one above it.
///
/// The matrix is read once for each of its columns, and not twice as by LAPACK and ScaLAPACK, whose time is
/// mostly this reading: while a few columns are in the cache, they are multiplied by the reflector of the
/// left side, which gives their part of the row to be reflected, and then by that (Howell, Demmel, Fulton,
/// Hammarling and Marmol, ACM TOMS 34, 2008). The length of the row is not known then. But the product with
/// its reflector follows from the product with the row, because the reflector is the row, scaled, with
/// another first element. So there is one message for each column, too. (Threads of BLAS have no cache in
/// common: with more than one, each product reads all columns.)
/// @pre rows >= columns, elements not far from 1, and has_whole_columns()
ColumnBidiagonal bidiagonalise_columns(BlockCyclicMatrix& a);

/// Collective. c := Q c. @pre c is on the grid of `a`
void apply_bidiagonal_q(const BlockCyclicMatrix& a, const ColumnBidiagonal& b, BlockCyclicMatrix& c);
/// Collective. c := P c. @pre c is on the grid of `a`
void apply_bidiagonal_p(const BlockCyclicMatrix& a, const ColumnBidiagonal& b, BlockCyclicMatrix& c);

}  // namespace crucible
