#pragma once

#include "crucible/linalg/row_slab.hpp"

namespace crucible {

/// Collective. The largest magnitude and the Frobenius norm of a distributed matrix, safe from overflow and
/// underflow.
struct Norms {
  double largest = 0;
  double frobenius = 0;
};
Norms norms_of(const Communicator& comm, const RowMatrixD& local);

/// The power of two that brings `largest` near 1: scaling by it is exact and keeps squares within range.
double safe_scale(double largest);

}  // namespace crucible
