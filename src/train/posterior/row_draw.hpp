#pragma once

#include "crucible/core/random.hpp"
#include "posterior/row_prior.hpp"

#include <cstdint>
#include <vector>

namespace crucible {

/// Draws rows of one side given all rows of the other one. Local.
class RowDraw {
 public:
  /// @pre prior.mean has d entries
  RowDraw(const RowPrior& prior, double noise_precision);

  /// Replaces the row `x` (d floats) by a draw from its normal posterior. `gram` (row-major, `stride` wide,
  /// upper triangle) holds the sum of y y^T over the row's ratings. Column d holds the sum of y times the
  /// target. False if the row is not finite.
  bool operator()(const double* gram, std::int64_t stride, float* x, RandomStream& random);

 private:
  std::int64_t d_;
  double noise_precision_;
  std::vector<double> precision_;  ///< of the prior, row-major d x d
  std::vector<double> shift_;      ///< precision times mean
  std::vector<double> root_;       ///< work: upper Cholesky factor, row-major d x d
  std::vector<double> right_;      ///< work
};

}  // namespace crucible
