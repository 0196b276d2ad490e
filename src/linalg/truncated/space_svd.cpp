#include "truncated/space_svd.hpp"

#include "crucible/mpi/collective.hpp"
#include "dense/dense_kernels.hpp"
#include "truncated/orthonormalise.hpp"

#include <cmath>
#include <utility>

namespace crucible {

namespace {

std::span<double> elements(RowMatrixD& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

}  // namespace

SpaceSvd svd_in_space(const Communicator& comm, RowMatrixD image, const RowMatrixD& v, double frobenius) {
  constexpr double smallest = 1e-7;
  const std::int64_t given = v.cols();
  const RowMatrixD r =
      orthonormalise(comm, image, smallest * frobenius / std::sqrt(static_cast<double>(given)));
  const std::int64_t kept = image.cols();
  SpaceSvd result{{}, RowMatrixD(image.rows(), kept), RowMatrixD(v.rows(), kept), RowMatrixD(given, kept)};
  if (kept == 0) return result;
  LocalSvd small;
  on_root(comm, [&] { small = local_svd(r, true); });
  result.values = comm.broadcast_vector(std::move(small.values));
  RowMatrixD left = small.u;
  result.turn = small.vt.transpose();
  left.conservativeResize(kept, kept);
  result.turn.conservativeResize(given, kept);
  comm.broadcast(elements(left));
  comm.broadcast(elements(result.turn));
  multiply(1, image, left, 0, result.u);
  multiply(1, v, result.turn, 0, result.v);
  return result;
}

std::string left_out(std::int64_t wanted, std::int64_t found) {
  if (found == wanted) return {};
  return "; " + std::to_string(wanted - found) + " singular values below 1e-7 of the largest are left out";
}

}  // namespace crucible
