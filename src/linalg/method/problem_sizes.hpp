#pragma once

#include "crucible/linalg/svd.hpp"

#include <cstdint>
#include <string>

namespace crucible {

/// Sizes of the tall problem, of the fullest rank's parts, and of what is wanted. Counts are doubles, because
/// they may exceed any machine.
struct ProblemSizes {
  double m = 0;       ///< rows of the tall matrix
  double n = 0;       ///< its columns
  double k = 0;       ///< columns of U and V; 0 for values only
  double slab = 0;    ///< elements of a rank's slab of rows
  double a = 0;       ///< elements of a rank's part of an (m x n) block-cyclic matrix
  double square = 0;  ///< elements of a rank's part of an (n x n) block-cyclic matrix
  double ranks = 0;

  /// Elements of a rank's parts of U and V.
  double vectors() const noexcept { return k * (a + square) / n; }
  /// Elements of the matrix and of the buffers of a redistribution.
  double moving() const noexcept { return slab + 2 * a; }
};

/// The sizes for a (rows x columns) matrix of any shape. Pure.
ProblemSizes problem_sizes(std::int64_t rows, std::int64_t columns, int ranks, GridShape grid,
                           const SvdOptions& options);

/// Says why LAPACK's divide and conquer cannot do it on one rank; empty if it can.
std::string divide_and_conquer_obstacle(const ProblemSizes& sizes);

}  // namespace crucible
