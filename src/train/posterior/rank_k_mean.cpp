#include "posterior/rank_k_mean.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

namespace crucible {

namespace {

/// X = Z root with orthonormal columns of Z = X inverse, on the part of the space that X fills.
struct GramRoot {
  MatrixD root;
  MatrixD inverse;
};

GramRoot root_of(const MatrixD& gram) {
  // Below this share of the largest eigenvalue, float rows hold only rounding errors.
  constexpr double negligible = 1e-9;
  const Eigen::SelfAdjointEigenSolver<MatrixD> solver(gram);
  const Eigen::VectorXd& values = solver.eigenvalues();
  const double least = negligible * std::max(values.maxCoeff(), 0.0);
  GramRoot result{solver.eigenvectors().transpose(), solver.eigenvectors()};
  for (Eigen::Index i = 0; i < values.size(); ++i) {
    const double size = values(i) > least ? std::sqrt(values(i)) : 0;
    result.root.row(i) *= size;
    result.inverse.col(i) *= size > 0 ? 1 / size : 0;
  }
  return result;
}

}  // namespace

RankKMaps rank_k_maps(const MatrixD& user_gram, const MatrixD& book_gram, std::int64_t k, double user_rows) {
  const GramRoot users = root_of(user_gram);
  const GramRoot books = root_of(book_gram);
  const MatrixD product = users.root * books.root.transpose();
  // U S V^T = product: U and S^2 from the eigenvalues of product product^T, which float rows do not tell from
  // a decomposition proper, and V S = product^T U.
  const Eigen::SelfAdjointEigenSolver<MatrixD> solver(product * product.transpose());
  const MatrixD u = solver.eigenvectors().rowwise().reverse().leftCols(k);
  const Eigen::VectorXd squares = solver.eigenvalues().reverse().head(k);
  const double scale = std::sqrt(std::max(user_rows, 1.0));
  RankKMaps maps;
  maps.users = users.inverse * u * scale;
  maps.books = books.inverse * (product.transpose() * u) / scale;
  constexpr double negligible = 1e-14;
  for (Eigen::Index j = 0; j < k; ++j) {
    if (squares(j) > negligible * squares(0)) continue;
    maps.users.col(j).setZero();
    maps.books.col(j).setZero();
  }
  return maps;
}

}  // namespace crucible
