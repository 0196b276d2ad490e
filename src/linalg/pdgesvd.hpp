#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

// ScaLAPACK's SVD driver with its traps closed, and the check of singular values from any routine.

/// Throws Error (memory) where pdgesvd cannot return singular vectors of a tall matrix: it moves them with
/// pdgemr2d, which stops above 2^28 local elements.
void check_pdgemr2d(std::int64_t rows, std::int64_t columns, GridShape grid, int block);

/// The workspace of pdgesvd on the fullest rank, in doubles: its own formula, which its query computes in 32
/// bits and so gets wrong for large matrices (200000 x 20000 on one rank: 120316801 instead of 4415284097).
std::int64_t pdgesvd_workspace(std::int64_t rows, std::int64_t columns, GridShape grid, int block,
                               bool vectors);

/// ScaLAPACK's SVD driver. Destroys `a`; fills `u` (rows x columns) and `vt` (columns x columns) unless they
/// are null (both or neither). Returns the singular values, checked against the norm of `a`: see
/// check_singular_values.
/// @pre rows >= columns, and a finite `a`
std::vector<double> singular_values_pdgesvd(BlockCyclicMatrix& a, BlockCyclicMatrix* u,
                                            BlockCyclicMatrix* vt);

/// Throws NumericalError naming `routine` unless the values are finite, not negative, descending, and the sum
/// of their squares is `frobenius`^2 to the relative `tolerance`: ScaLAPACK reports success also where its
/// iteration did not converge. All ranks must pass the same values.
void check_singular_values(const char* routine, const std::vector<double>& values, double frobenius,
                           double tolerance);
/// What rounding may do to the sum of squares of the singular values of a matrix of `rows` rows.
double rounding_tolerance(std::int64_t rows);

}  // namespace crucible
