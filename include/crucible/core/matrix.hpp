#pragma once

#include <Eigen/Core>

namespace crucible {

/// Row-major, single precision, for factors: the row of one user or book is contiguous.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Column-major, double precision, for dense linear algebra: the order that LAPACK expects.
using MatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic>;

}  // namespace crucible
