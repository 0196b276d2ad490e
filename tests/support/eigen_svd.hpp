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

}  // namespace crucible::testing
