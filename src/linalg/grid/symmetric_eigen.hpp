#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

#include <vector>

namespace crucible {

// Eigenvalues, ascending and the same on every rank, and eigenvectors (the columns of `vectors`) of the
// symmetric (n x n) matrix whose upper triangle is in `a`. Both matrices have the same grid and blocks. `a`
// is destroyed. Every function is collective over the communicator of the grid, ranks outside it included.

/// By ELPA where crucible was built with it, else by pdsyevd. Throws NumericalError, on every rank, if an
/// element of the triangle is NaN or infinite (ELPA), or if there is no convergence.
std::vector<double> symmetric_eigen(BlockCyclicMatrix& a, BlockCyclicMatrix& vectors);

/// By ScaLAPACK's divide and conquer. Throws NumericalError on every rank if that fails.
std::vector<double> eigen_by_pdsyevd(BlockCyclicMatrix& a, BlockCyclicMatrix& vectors);

/// True if crucible was built with ELPA.
bool has_elpa() noexcept;
/// By ELPA's one-stage solver. Throws NumericalError on every rank if an element is NaN or infinite, or if
/// ELPA says that it failed, and Error (foreign) if ELPA does not take the problem.
/// @pre has_elpa()
std::vector<double> eigen_by_elpa(BlockCyclicMatrix& a, BlockCyclicMatrix& vectors);

}  // namespace crucible
