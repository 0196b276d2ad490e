#pragma once

#include "crucible/linalg/row_slab.hpp"

#include <string>
#include <vector>

namespace crucible {

/// The singular triplets of A in the space that some orthonormal vectors V span: A v = u diag(values).
struct SpaceSvd {
  std::vector<double> values;  ///< descending, the same on every rank
  RowMatrixD u;                ///< this rank's rows, (rows x k)
  RowMatrixD v;                ///< this rank's rows, (columns x k)
  RowMatrixD turn;             ///< v = V turn, (vectors given x k), the same on every rank
};

/// Collective. `image`: this rank's rows of A V. Exact to rounding in this space. Leaves triplets out whose
/// values are below 1e-7 of `frobenius`, the norm of A, divided by the root of the number of vectors.
SpaceSvd svd_in_space(const Communicator& comm, RowMatrixD image, const RowMatrixD& v, double frobenius);

/// What to add to the reason of a result with `found` of `wanted` triplets; empty if all were found. Pure.
std::string left_out(std::int64_t wanted, std::int64_t found);

}  // namespace crucible
