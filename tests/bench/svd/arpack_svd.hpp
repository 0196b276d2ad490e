#pragma once

#include "crucible/linalg/row_slab.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace crucible {

/// The largest eigenvalues of A^T A and their vectors.
struct ArpackEigen {
  std::vector<double> values;  ///< descending
  RowSlab vectors;             ///< this rank's even part of the rows, (columns x rank)
  std::int64_t products = 0;   ///< with one vector each
};

/// Collective. PARPACK's pdsaupd and pdseupd (implicitly restarted Lanczos) with `basis` vectors, stopped
/// where the residual of each pair is `tolerance` times its value. `gram`: this rank's share of A^T A x, of
/// which every rank holds all of x, (columns x 1).
ArpackEigen arpack_eigen(const Communicator& comm, std::int64_t columns, std::int64_t rank,
                         std::int64_t basis, double tolerance,
                         const std::function<RowMatrixD(const RowMatrixD& x)>& gram);

}  // namespace crucible
