#pragma once

#include "crucible/linalg/svd.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace crucible {

/// Sizes of the tall problem, of the fullest rank's parts, and of what is wanted. Counts are doubles, because
/// they may exceed any machine.
struct ProblemSizes {
  double m = 0;     ///< rows of the tall matrix
  double n = 0;     ///< its columns
  double k = 0;     ///< columns of U and V; 0 for values only
  double slab = 0;  ///< elements of a rank's slab of rows
  double least_rows =
      0;              ///< rows of the tall matrix on the rank with the fewest; 0 if slabs are of its columns
  double a = 0;       ///< elements of a rank's part of an (m x n) block-cyclic matrix
  double square = 0;  ///< elements of a rank's part of an (n x n) block-cyclic matrix
  double ranks = 0;
  bool one_row = false;  ///< of the grid: ranks have whole columns

  /// Elements of a rank's part of the wanted columns of U, on the grid or as a slab of rows.
  double u() const noexcept { return k * a / n; }
  /// The same of V, or of any (n x k) matrix.
  double v() const noexcept { return k * square / n; }

  // What all routes have in common, beside the slab that is given.
  /// From a slab to the grid: a rank's part, `elements`, and a message out and one in (one with itself).
  double dealing(double elements) const noexcept { return elements * (1 + (ranks > 1 ? 2 / ranks : 1)); }
  double dealing() const noexcept { return dealing(a); }
  /// From the grid to a slab. On a grid of several rows, a message fills pages that no other has touched.
  double collecting(double elements) const noexcept {
    return one_row ? dealing(elements) : elements * (1 + 1 / ranks);
  }
  /// U and V from the grid to slabs, one after the other.
  double collecting() const noexcept { return u() + v() + std::max(collecting(u()), u() + collecting(v())); }
  /// U, V and what check_svd() works on at a time.
  double checking() const noexcept;
};

/// The sizes for a (rows x columns) matrix of any shape. Pure.
ProblemSizes problem_sizes(std::int64_t rows, std::int64_t columns, int ranks, GridShape grid,
                           const SvdOptions& options);

/// Elements of each rank for reflectors of whole columns: those that are applied together and parts of them
/// on the way, or the panels of a reduction. 0 on other grids.
double reflector_elements(const ProblemSizes& sizes);

// Elements of divide_and_conquer(), beside the matrix that is decomposed.
/// Of each rank: vectors of the bidiagonal matrix, those of U with rows of zeros below.
double divide_and_conquer_elements(const ProblemSizes& sizes);
/// Of rank 0: both sides' vectors and dbdsdc's workspace, or scattering_on_root().
double divide_and_conquer_on_root(const ProblemSizes& sizes);
/// Of rank 0 while it deals out the vectors of a local decomposition.
double scattering_on_root(const ProblemSizes& sizes);

/// Says why LAPACK's divide and conquer cannot do it on one rank; empty if it can.
std::string divide_and_conquer_obstacle(const ProblemSizes& sizes);

}  // namespace crucible
