#pragma once

#include "crucible/linalg/row_slab.hpp"

namespace crucible {

/// The largest magnitude and the Frobenius norm of a matrix.
struct Norms {
  double largest = 0;
  double frobenius = 0;
};
/// Collective. The norms of a distributed matrix, of which this rank holds `local`. No square overflows or
/// underflows.
Norms norms_of(const Communicator& comm, const RowMatrixD& local);

/// The power of two that brings `largest` near 1. Scaling by it is exact and keeps squares within range.
double safe_scale(double largest);

}  // namespace crucible
