#include "method/row_qr.hpp"

#include "crucible/mpi/collective.hpp"

#include <span>
#include <utility>

namespace crucible {

namespace {

constexpr int tag = 32011;

void send(const Communicator& comm, const MatrixD& values, int rank) {
  comm.start_send(std::span<const double>(values.data(), static_cast<std::size_t>(values.size())), rank, tag)
      .wait();
}

void receive(const Communicator& comm, MatrixD& values, int rank) {
  comm.start_receive(std::span<double>(values.data(), static_cast<std::size_t>(values.size())), rank, tag)
      .wait();
}

}  // namespace

RowQr::RowQr(const Communicator& comm, MatrixD rows) : comm_(comm) {
  own_ = on_every_rank(comm, [&] { return reflect(std::move(rows)); });
  triangle_ = triangle_of(own_);
  const std::int64_t n = triangle_.cols();
  for (int step = 1; step < comm.size(); step *= 2) {
    if (comm.rank() % (2 * step) != 0) {
      parent_ = comm.rank() - step;
      send(comm, triangle_, parent_);
      triangle_.resize(0, 0);
      return;
    }
    const int child = comm.rank() + step;
    if (child >= comm.size()) continue;
    MatrixD below(n, n);
    receive(comm, below, child);
    joins_.push_back({child, join_triangles(triangle_, std::move(below))});
  }
}

RowMatrixD RowQr::multiply(MatrixD x) const {
  if (parent_ >= 0) receive(comm_, x, parent_);
  for (auto join = joins_.rbegin(); join != joins_.rend(); ++join) {
    const MatrixD below = apply_joined(join->q, x);
    send(comm_, below, join->child);
  }
  return to_row_major(apply_reflectors(own_, x));
}

}  // namespace crucible
