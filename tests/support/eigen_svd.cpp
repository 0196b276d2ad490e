#include "eigen_svd.hpp"

#include <Eigen/SVD>

namespace crucible::testing {

EigenSvd eigen_svd(const MatrixD& a) {
  const Eigen::BDCSVD<MatrixD> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
  return {svd.singularValues(), svd.matrixU(), svd.matrixV()};
}

Eigen::VectorXd eigen_singular_values(const MatrixD& a) { return Eigen::BDCSVD<MatrixD>(a).singularValues(); }

}  // namespace crucible::testing
