#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

// ScaLAPACK's routines with their traps closed. Each is collective over the matrix's communicator, ranks
// outside the grid included; INFO is agreed on, so that all ranks throw or none does.

/// Throws NumericalError naming `routine` on every rank where `info` is not 0 on any. Collective.
void check_info(const Communicator& comm, const char* routine, int info);

/// The length to allocate for a workspace: throws Error (memory) where `needed`, counted in 64 bits, exceeds
/// what the routine can be told; else one more than the larger of `needed` and what the routine itself asked
/// for, since its own answer is computed in 32 bits and rounded.
int workspace_length(const char* routine, std::int64_t needed, double asked);

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

/// Eigenvalues, ascending, and eigenvectors of the symmetric matrix whose upper triangle is in `a`, which is
/// destroyed.
std::vector<double> symmetric_eigen(BlockCyclicMatrix& a, BlockCyclicMatrix& vectors);

/// The upper triangle of A^T A.
BlockCyclicMatrix gram_matrix(const BlockCyclicMatrix& a);
/// A B.
BlockCyclicMatrix product(const BlockCyclicMatrix& a, const BlockCyclicMatrix& b);

}  // namespace crucible
