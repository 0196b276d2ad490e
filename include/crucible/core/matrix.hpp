#pragma once

#include <Eigen/Core>

namespace crucible {

/// Row-major single precision: factors, one user's or book's row contiguous.
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// Column-major double precision: dense linear algebra, as LAPACK wants it.
using MatrixD = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic>;

}  // namespace crucible
