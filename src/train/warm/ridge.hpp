#pragma once

#include "crucible/core/matrix.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace crucible {

/// The L2 weights of a row, each per rating.
struct RowL2 {
  double factors = 0;
  double bias = 0;
  bool has_bias = true;
  /// Added to these, whatever the number of ratings: one number for each factor and one for the bias. Empty:
  /// none.
  std::vector<double> ridge = {};
};

/// One row of ratings that is to be predicted by `bias + factors . other`.
struct RowRatings {
  const MatrixD& others;            ///< (n x k): the factors of the other side, one row a rating
  std::span<const double> targets;  ///< n: rating - mean - bias of the other side
};

/// The row that predicts its ratings best under its L2, by Cholesky in double precision: the unknowns are the
/// k factors or, with fewer ratings than factors, one number a rating. k factors and the bias are written to
/// `row`. A row without ratings is 0. Pure.
void ridge_row(const RowRatings& ratings, const RowL2& l2, std::span<float> row);

}  // namespace crucible
