#pragma once

#include "crucible/linalg/truncated_svd.hpp"
#include "crucible/mpi/communicator.hpp"

#include <functional>

namespace crucible {

/// This rank's share of A^T A x, (columns x b). Every rank holds all of x, and the sum over the ranks is the
/// product. It may be collective: all ranks call it together.
using GramProduct = std::function<RowMatrixD(const RowMatrixD& x)>;

/// Collective. This rank's even part of the rows of `rank` orthonormal vectors, (columns x rank), which
/// approximate the leading right singular vectors of A. Block Lanczos on A^T A with restarts: one product for
/// each block of options.block vectors. Throws NumericalError if it meets values that are not finite, or if
/// the residuals do not fall below options.tolerance.
RowSlab leading_right_vectors(const Communicator& comm, std::int64_t columns, std::int64_t rank,
                              const KrylovOptions& options, const GramProduct& gram);

}  // namespace crucible
