#include "eigen_svd.hpp"

#include <Eigen/SVD>

namespace crucible::testing {

EigenSvd eigen_svd(const MatrixD& a) {
  const Eigen::BDCSVD<MatrixD> svd(a, Eigen::ComputeThinU | Eigen::ComputeThinV);
  return {svd.singularValues(), svd.matrixU(), svd.matrixV()};
}

Eigen::VectorXd eigen_singular_values(const MatrixD& a) { return Eigen::BDCSVD<MatrixD>(a).singularValues(); }

PreciseVector precise_singular_values(const MatrixD& a) {
  PreciseVector values = Eigen::JacobiSVD<PreciseMatrix>(a.cast<long double>()).singularValues();
  for (long double& value : values)
    if (value < 1e-18L * values(0)) value = 0;
  return values;
}

}  // namespace crucible::testing
