#include "crucible/mpi/collective.hpp"
#include "dense_kernels.hpp"
#include "krylov.hpp"

#include <cmath>

namespace crucible {

namespace {

/// Two bases of the same space: new = old * forth and old = new * back.
struct Change {
  RowMatrixD forth;
  RowMatrixD back;
};

/// From the Gram matrix of a block: what makes its columns orthonormal, but for rounding.
Change change_of(const RowMatrixD& gram, double floor) {
  const std::int64_t b = gram.cols();
  Eigen::VectorXd length = gram.diagonal().cwiseMax(0).cwiseSqrt();
  const Eigen::VectorXd inverse =
      length.unaryExpr([floor](double x) { return x > floor && std::isnormal(x) ? 1 / x : 0; });
  // Scaled to unit columns, eigenvalues below this share of the largest are rounding.
  constexpr double dependent = 1e-13;
  const LocalEigen eigen = local_eigen(inverse.asDiagonal() * gram * inverse.asDiagonal());
  std::int64_t kept = 0;
  while (kept < b && eigen.values[static_cast<std::size_t>(kept)] > dependent * eigen.values.front()) ++kept;
  Change change{RowMatrixD(b, kept), RowMatrixD(kept, b)};
  for (std::int64_t j = 0; j < kept; ++j) {
    const double root = std::sqrt(eigen.values[static_cast<std::size_t>(j)]);
    change.forth.col(j) = inverse.cwiseProduct(eigen.vectors.col(j)) / root;
    change.back.row(j) = (length.cwiseProduct(eigen.vectors.col(j)) * root).transpose();
  }
  return change;
}

/// One pass. The change is computed on rank 0 alone, so that all ranks keep the same columns on any mix of
/// processors.
RowMatrixD pass(const Communicator& comm, RowMatrixD& block, double floor) {
  RowMatrixD gram = RowMatrixD::Zero(block.cols(), block.cols());
  multiply_transposed(1, block, block, 0, gram);
  comm.sum(std::span<double>(gram.data(), static_cast<std::size_t>(gram.size())));
  Change change;
  on_root(comm, [&] { change = change_of(gram, floor); });
  const std::int64_t kept = comm.broadcast_value<std::int64_t>(change.forth.cols());
  change.forth.conservativeResize(block.cols(), kept);
  change.back.conservativeResize(kept, block.cols());
  comm.broadcast(std::span<double>(change.forth.data(), static_cast<std::size_t>(change.forth.size())));
  comm.broadcast(std::span<double>(change.back.data(), static_cast<std::size_t>(change.back.size())));
  RowMatrixD changed = RowMatrixD::Zero(block.rows(), kept);
  multiply(1, block, change.forth, 0, changed);
  block = std::move(changed);
  return change.back;
}

}  // namespace

RowMatrixD orthonormalise(const Communicator& comm, RowMatrixD& block, double floor) {
  RowMatrixD back = RowMatrixD::Identity(block.cols(), block.cols());
  for (int round = 0; round < 2 && block.cols() > 0; ++round)
    back = pass(comm, block, round == 0 ? floor : 0) * back;
  return back;
}

}  // namespace crucible
