#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

// ScaLAPACK's routines with their traps closed. Each is collective over the matrix's communicator, ranks
// outside the grid included; INFO is agreed on, so that all ranks throw or none does.

/// The length to allocate for a workspace: throws Error (memory) where `needed`, counted in 64 bits, exceeds
/// what the routine can be told; else one more than the larger of `needed` and what the routine itself asked
/// for, since its own answer is computed in 32 bits and rounded.
int workspace_length(const char* routine, std::int64_t needed, double asked);

/// Throws Error (memory) where pdgesvd cannot return singular vectors of a tall matrix: it moves them with
/// pdgemr2d, which stops above 2^28 local elements.
void check_pdgemr2d(std::int64_t rows, std::int64_t columns, GridShape grid, int block);

/// The workspace of pdgesvd on the fullest rank, in doubles: its own formula, which its query computes in 32
/// bits and so gets wrong for large matrices (200000 x 20000 on one rank: 120316801 instead of 4415284097).
std::int64_t pdgesvd_workspace(std::int64_t rows, std::int64_t columns, GridShape grid, int block,
                               bool vectors);

/// Q R = A. `a` becomes R and the reflectors of Q. Returns their factors (local).
std::vector<double> qr_factor(BlockCyclicMatrix& a);
/// c := Q c, with Q from qr_factor.
void apply_qr_q(const BlockCyclicMatrix& a, const std::vector<double>& tau, BlockCyclicMatrix& c);
/// The upper triangle of the first columns() rows, the rest zero: R of a factored tall matrix.
BlockCyclicMatrix upper_triangle(const BlockCyclicMatrix& a);

/// A = Q B P^T with upper bidiagonal B, for rows >= columns.
struct Bidiagonal {
  std::vector<double> diagonal;      ///< columns(), on every rank
  std::vector<double> off_diagonal;  ///< columns() - 1, on every rank
  std::vector<double> tau_q;         ///< local
  std::vector<double> tau_p;         ///< local
};
Bidiagonal bidiagonalise(BlockCyclicMatrix& a);
/// c := Q c and c := P c.
void apply_bidiagonal_q(const BlockCyclicMatrix& a, const Bidiagonal& b, BlockCyclicMatrix& c);
void apply_bidiagonal_p(const BlockCyclicMatrix& a, const Bidiagonal& b, BlockCyclicMatrix& c);

/// ScaLAPACK's SVD driver. Destroys `a`; fills `u` (rows x columns) and `vt` (columns x columns) unless they
/// are null (both or neither). Returns the singular values, checked against the norm of `a`: see
/// check_singular_values.
/// @pre rows >= columns, and a finite `a`
std::vector<double> singular_values_pdgesvd(BlockCyclicMatrix& a, BlockCyclicMatrix* u,
                                            BlockCyclicMatrix* vt);

/// Eigenvalues, ascending, and eigenvectors of the symmetric matrix whose upper triangle is in `a`, which is
/// destroyed.
std::vector<double> symmetric_eigen(BlockCyclicMatrix& a, BlockCyclicMatrix& vectors);

/// The upper triangle of A^T A.
BlockCyclicMatrix gram_matrix(const BlockCyclicMatrix& a);
/// A B.
BlockCyclicMatrix product(const BlockCyclicMatrix& a, const BlockCyclicMatrix& b);

/// Throws NumericalError naming `routine` unless the values are finite, not negative, descending, and the sum
/// of their squares is `frobenius`^2 to the relative `tolerance`: ScaLAPACK reports success also where its
/// iteration did not converge. All ranks must pass the same values.
void check_singular_values(const char* routine, const std::vector<double>& values, double frobenius,
                           double tolerance);
/// What rounding may do to the sum of squares of the singular values of a matrix of `rows` rows.
double rounding_tolerance(std::int64_t rows);

}  // namespace crucible
