#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

// ScaLAPACK's routines, safe from their known defects. Each is collective over the matrix's communicator,
// ranks outside the grid included. The ranks agree on INFO, so that all throw or none does.

/// Collective. Throws NumericalError, which names `routine`, on every rank if `info` is not 0 on any rank.
void check_info(const Communicator& comm, const char* routine, int info);

/// Local. The length to allocate for a workspace: one more than the larger of `needed`, which we count in 64
/// bits, and `asked`, the answer of the routine, which it computes in 32 bits and rounds. Throws Error
/// (memory) if the length does not fit into the routine's 32-bit argument.
int workspace_length(const char* routine, std::int64_t needed, double asked);

/// Q R = A. Replaces `a` by R and the reflectors of Q. Returns the factors of the reflectors (this rank's
/// part).
std::vector<double> qr_factor(BlockCyclicMatrix& a);
/// c := Q c, with Q from qr_factor.
void apply_qr_q(const BlockCyclicMatrix& a, const std::vector<double>& tau, BlockCyclicMatrix& c);
/// Replaces what qr_factor left in `a` by the columns of Q.
void form_q(BlockCyclicMatrix& a, const std::vector<double>& tau);
/// R of a factored tall matrix: the upper triangle of the first columns() rows, with zeros below. Local.
BlockCyclicMatrix upper_triangle(const BlockCyclicMatrix& a);

/// A = Q B P^T with upper bidiagonal B, for rows >= columns.
struct Bidiagonal {
  std::vector<double> diagonal;      ///< columns(), on every rank
  std::vector<double> off_diagonal;  ///< columns() - 1, on every rank
  std::vector<double> tau_q;         ///< local
  std::vector<double> tau_p;         ///< local
};
Bidiagonal bidiagonalise(BlockCyclicMatrix& a);
/// c := Q c, and below c := P c.
void apply_bidiagonal_q(const BlockCyclicMatrix& a, const Bidiagonal& b, BlockCyclicMatrix& c);
void apply_bidiagonal_p(const BlockCyclicMatrix& a, const Bidiagonal& b, BlockCyclicMatrix& c);

/// Replaces the upper triangle of a symmetric positive definite matrix by R, R^T R = A. Throws NumericalError
/// if the matrix is not positive definite.
void cholesky_factor(BlockCyclicMatrix& a);
/// c := c (R^T R)^-1, with R in the upper triangle of `r`.
void solve_from_right(const BlockCyclicMatrix& r, BlockCyclicMatrix& c);
/// Replaces the upper triangle of `r`, without zeros on its diagonal, by its inverse.
void invert_triangle(BlockCyclicMatrix& r);

/// The upper triangle of factor (A^T B + B^T A), for square matrices.
BlockCyclicMatrix symmetric_product(double factor, const BlockCyclicMatrix& a, const BlockCyclicMatrix& b);
/// The upper triangle of A^T A.
BlockCyclicMatrix gram_matrix(const BlockCyclicMatrix& a);
/// A B.
BlockCyclicMatrix product(const BlockCyclicMatrix& a, const BlockCyclicMatrix& b);

}  // namespace crucible
