#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

namespace crucible {

/// One step x (a + b x^2) / (1 + c x^2) of the dynamically weighted Halley iteration, and the lower bound of
/// the singular values after it.
struct HalleyStep {
  double a = 3;
  double b = 1;
  double c = 3;
  double bound = 1;
};

/// The step that brings singular values in [bound, 1] nearest to 1. Pure.
/// @pre 0 < bound <= 1
HalleyStep halley_step(double bound);

/// Collective. The orthogonal factor W of the polar decomposition R = W H, for an upper triangular R: all
/// singular values become 1, and those below about 1e-17 of the largest something in 0..1. Every step runs on
/// the whole grid. By QDWH (Nakatsukasa, Bai and Gygi 2010): steps by pdgeqrf while the weights are large,
/// then by pdpotrf. Costs 9 n^3 operations for each of one to three steps of the first kind, and 10/3 n^3 for
/// each of two to four of the second.
BlockCyclicMatrix polar_factor(const BlockCyclicMatrix& r);

}  // namespace crucible
