#pragma once

#include "crucible/linalg/row_slab.hpp"
#include "crucible/mpi/communicator.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace crucible {

/// The largest eigenvalues of A^T A and their vectors.
struct GramEigen {
  std::vector<double> values;  ///< descending
  RowSlab vectors;             ///< this rank's even part of the rows, (columns x rank)
  std::int64_t products = 0;   ///< with one vector each
};

/// This rank's share of A^T A x, of which every rank holds all of x, (columns x 1).
using GramProduct = std::function<RowMatrixD(const RowMatrixD& x)>;

/// Collective. PARPACK's pdsaupd and pdseupd (implicitly restarted Lanczos) with at most 2 `rank` + 20
/// vectors, stopped where the residual of each pair is `tolerance` times its value.
GramEigen arpack_eigen(const Communicator& comm, std::int64_t columns, std::int64_t rank, double tolerance,
                       const GramProduct& gram);

/// Collective. The same by SLEPc's Krylov-Schur method (thick restarts), with a basis of its own choice. Only
/// where SLEPc is.
GramEigen slepc_eigen(const Communicator& comm, std::int64_t columns, std::int64_t rank, double tolerance,
                      const GramProduct& gram);

}  // namespace crucible
