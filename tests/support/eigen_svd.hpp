#pragma once

#include "crucible/core/matrix.hpp"

namespace crucible::testing {

/// A = u diag(values) v^T, thin, values descending.
struct EigenSvd {
  Eigen::VectorXd values;
  MatrixD u;
  MatrixD v;
};

/// Eigen's BDCSVD: the independent implementation that ours is compared with. Here, so that it is compiled
/// once: it takes longer than any file of ours.
EigenSvd eigen_svd(const MatrixD& a);

Eigen::VectorXd eigen_singular_values(const MatrixD& a);

/// At least 64 bits of precision, and a range in which no square of a double overflows or underflows.
using PreciseMatrix = Eigen::Matrix<long double, Eigen::Dynamic, Eigen::Dynamic>;
using PreciseVector = Eigen::Matrix<long double, Eigen::Dynamic, 1>;

/// The singular values of exactly this matrix, descending, by Eigen's Jacobi iteration in long double. Those
/// below what it can tell from 0, 1e-18 of the largest, are 0.
PreciseVector precise_singular_values(const MatrixD& a);

}  // namespace crucible::testing
