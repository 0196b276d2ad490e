#pragma once

#include "crucible/core/random.hpp"
#include "kernel/factor_rows.hpp"
#include "kernel/kernel.hpp"
#include "posterior/row_prior.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

using AlignedDoubles = std::vector<double, CacheLineAllocator<double>>;

/// Draws rows of one side given all rows of the other one. Local.
class RowDraw {
 public:
  /// `kernels` are those for rows of d + 1 floats. @pre prior.mean has d entries
  RowDraw(const Kernels& kernels, const RowPrior& prior, double noise_precision);

  /// Replaces the row `x` (d floats) by a draw from its normal posterior, whose prior mean is that of the
  /// side plus `linked` (d). `gram` (row-major, as wide as the rows of the kernels, upper triangle) holds the
  /// sum of y y^T over the row's ratings. Column d holds the sum of y times the target. False if the row is
  /// not finite.
  bool operator()(const double* gram, const float* linked, float* x, RandomStream& random);

 private:
  Kernels kernels_;
  std::int64_t d_;
  double noise_precision_;
  AlignedDoubles mean_;
  AlignedDoubles prior_;  ///< precision, and in column d precision times mean of the row
  AlignedDoubles root_;   ///< work
  AlignedDoubles normals_;
  AlignedDoubles drawn_;
};

}  // namespace crucible
