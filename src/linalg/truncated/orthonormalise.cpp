#include "truncated/orthonormalise.hpp"

#include "crucible/mpi/collective.hpp"
#include "dense/dense_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

namespace crucible {

namespace {

/// old = new back, and new = old turn.
struct Change {
  RowMatrixD turn;
  RowMatrixD back;
};

/// Collective. Rank 0's. Only rank 0 decides, so that all ranks keep the same columns even on different
/// processors.
void broadcast(const Communicator& comm, Change& change, std::int64_t columns) {
  const std::int64_t kept = comm.broadcast_value<std::int64_t>(change.turn.cols());
  change.turn.conservativeResize(comm.broadcast_value<std::int64_t>(change.turn.rows()), kept);
  change.back.conservativeResize(kept, columns);
  for (RowMatrixD* matrix : {&change.turn, &change.back})
    comm.broadcast(std::span<double>(matrix->data(), static_cast<std::size_t>(matrix->size())));
}

std::int64_t longer_than(double floor, const std::vector<double>& descending) {
  std::int64_t kept = 0;
  while (kept < std::ssize(descending) && descending[static_cast<std::size_t>(kept)] > floor) ++kept;
  return kept;
}

}  // namespace

RowMatrixD orthonormalise(const Communicator& comm, RowMatrixD& block, double floor) {
  const std::int64_t columns = block.cols();
  LocalQr mine = on_every_rank(comm, [&] { return local_qr(block); });
  const std::vector<double> stacked =
      comm.concatenate_all(std::span<const double>(mine.r.data(), static_cast<std::size_t>(mine.r.size())));
  const std::int64_t before = comm.sum_before(mine.r.rows());
  Change change;
  on_root(comm, [&] {
    const std::int64_t rows = static_cast<std::int64_t>(stacked.size()) / std::max<std::int64_t>(1, columns);
    const LocalSvd small = local_svd(Eigen::Map<const RowMatrixD>(stacked.data(), rows, columns), true);
    const std::int64_t kept = longer_than(floor, small.values);
    change.turn = small.u.leftCols(kept);
    change.back = small.vt.topRows(kept);
    for (std::int64_t i = 0; i < kept; ++i) change.back.row(i) *= small.values[static_cast<std::size_t>(i)];
  });
  broadcast(comm, change, columns);
  block.setZero(mine.q.rows(), change.turn.cols());
  multiply(1, mine.q, change.turn.middleRows(before, mine.q.cols()), 0, block);
  return change.back;
}

RowMatrixD orthonormalise_again(const Communicator& comm, RowMatrixD& block) {
  constexpr double floor = 0.5;
  RowMatrixD gram = RowMatrixD::Zero(block.cols(), block.cols());
  multiply_transposed(1, block, block, 0, gram);
  comm.sum(std::span<double>(gram.data(), static_cast<std::size_t>(gram.size())));
  Change change;
  on_root(comm, [&] {
    const LocalEigen eigen = local_eigen(gram);
    const std::int64_t kept = longer_than(floor * floor, eigen.values);
    change.turn = eigen.vectors.leftCols(kept);
    change.back = change.turn.transpose();
    for (std::int64_t i = 0; i < kept; ++i) {
      const double length = std::sqrt(eigen.values[static_cast<std::size_t>(i)]);
      change.turn.col(i) /= length;
      change.back.row(i) *= length;
    }
  });
  broadcast(comm, change, block.cols());
  RowMatrixD turned = RowMatrixD::Zero(block.rows(), change.turn.cols());
  multiply(1, block, change.turn, 0, turned);
  block = std::move(turned);
  return change.back;
}

}  // namespace crucible
