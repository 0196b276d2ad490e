#include "read/principal_axes.hpp"

#include <algorithm>
#include <utility>

#include <Eigen/Eigenvalues>

namespace crucible {

std::optional<PrincipalPlane> principal_plane(MatrixD rows) {
  if (rows.rows() < 2 || rows.cols() < 2) return std::nullopt;
  rows.rowwise() -= rows.colwise().mean().eval();
  const MatrixD gram = rows.transpose() * rows;
  const double variance = gram.trace();
  if (!(variance > 0)) return std::nullopt;
  const Eigen::SelfAdjointEigenSolver<MatrixD> solver(gram);  // ascending
  const Eigen::Index last = gram.cols() - 1;
  MatrixD axes(gram.cols(), 2);
  axes << solver.eigenvectors().col(last), solver.eigenvectors().col(last - 1);
  for (Eigen::Index axis = 0; axis < 2; ++axis) {
    Eigen::Index largest = 0;
    axes.col(axis).cwiseAbs().maxCoeff(&largest);
    if (axes(largest, axis) < 0) axes.col(axis) *= -1;
  }
  const double second = std::max(solver.eigenvalues()(last - 1), 0.0);
  return PrincipalPlane{rows * axes, {solver.eigenvalues()(last) / variance, second / variance}};
}

}  // namespace crucible
