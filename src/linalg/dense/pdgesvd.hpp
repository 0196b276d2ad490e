#pragma once

#include "crucible/linalg/block_cyclic_matrix.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

// ScaLAPACK's SVD driver, safe from its known defects, and the check of singular values from any routine.

/// Throws Error (memory) if pdgesvd cannot return singular vectors of a tall matrix. It moves them with
/// pdgemr2d, which stops above 2^28 local elements.
void check_pdgemr2d(std::int64_t rows, std::int64_t columns, GridShape grid, int block);

/// The workspace of pdgesvd on the fullest rank, in doubles, by its own formula. Its query computes the
/// formula in 32 bits and is wrong for large matrices (200000 x 20000 on one rank: 120316801 instead of
/// 4415284097).
std::int64_t pdgesvd_workspace(std::int64_t rows, std::int64_t columns, GridShape grid, int block,
                               bool vectors);

/// Collective. ScaLAPACK's SVD driver. Destroys `a`. Fills `u` (rows x columns) and `vt` (columns x columns),
/// or neither if both are null. Returns the singular values, checked against the norm of `a` by
/// check_singular_values().
/// @pre rows >= columns, and a finite `a`
std::vector<double> singular_values_pdgesvd(BlockCyclicMatrix& a, BlockCyclicMatrix* u,
                                            BlockCyclicMatrix* vt);

/// Local. Throws NumericalError, which names `routine`, unless the values are finite, not negative and
/// descending, and the sum of their squares is `frobenius`^2 to the relative `tolerance`. ScaLAPACK may
/// report success even if its iteration did not converge. All ranks must pass the same values.
void check_singular_values(const char* routine, const std::vector<double>& values, double frobenius,
                           double tolerance);
/// The relative error that rounding may cause in the sum of the squared singular values of a matrix of `rows`
/// rows.
double rounding_tolerance(std::int64_t rows);

}  // namespace crucible
