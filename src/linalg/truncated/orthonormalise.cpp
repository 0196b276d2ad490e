#include "truncated/orthonormalise.hpp"

#include "crucible/mpi/collective.hpp"
#include "dense/dense_kernels.hpp"

#include <algorithm>

namespace crucible {

RowMatrixD orthonormalise(const Communicator& comm, RowMatrixD& block, double floor) {
  const std::int64_t columns = block.cols();
  LocalQr mine = on_every_rank(comm, [&] { return local_qr(block); });
  const std::vector<double> stacked =
      comm.concatenate_all(std::span<const double>(mine.r.data(), static_cast<std::size_t>(mine.r.size())));
  const std::int64_t before = comm.sum_before(mine.r.rows());
  // Only rank 0 decides, so that all ranks keep the same columns even on different processors.
  RowMatrixD turn;
  RowMatrixD back;
  on_root(comm, [&] {
    const std::int64_t rows = static_cast<std::int64_t>(stacked.size()) / std::max<std::int64_t>(1, columns);
    const LocalSvd small = local_svd(Eigen::Map<const RowMatrixD>(stacked.data(), rows, columns), true);
    std::int64_t kept = 0;
    while (kept < std::ssize(small.values) && small.values[static_cast<std::size_t>(kept)] > floor) ++kept;
    turn = small.u.leftCols(kept);
    back = small.vt.topRows(kept);
    for (std::int64_t i = 0; i < kept; ++i) back.row(i) *= small.values[static_cast<std::size_t>(i)];
  });
  const std::int64_t kept = comm.broadcast_value<std::int64_t>(turn.cols());
  turn.conservativeResize(comm.broadcast_value<std::int64_t>(turn.rows()), kept);
  back.conservativeResize(kept, columns);
  comm.broadcast(std::span<double>(turn.data(), static_cast<std::size_t>(turn.size())));
  comm.broadcast(std::span<double>(back.data(), static_cast<std::size_t>(back.size())));
  block.setZero(mine.q.rows(), kept);
  multiply(1, mine.q, turn.middleRows(before, mine.q.cols()), 0, block);
  return back;
}

}  // namespace crucible
