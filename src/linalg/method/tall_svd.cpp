#include "method/tall_svd.hpp"

#include "columns/column_qr.hpp"
#include "crucible/mpi/collective.hpp"
#include "crucible/mpi/on_root_alone.hpp"
#include "grid/blas_threads.hpp"
#include "grid/routines.hpp"

#include <algorithm>
#include <utility>

namespace crucible {

namespace {

/// Deals the first `columns` columns of rank 0's matrix `on_root`, or of its transpose, out to the grid of
/// `like`.
BlockCyclicMatrix scatter(const BlockCyclicMatrix& like, const MatrixD& on_root, std::int64_t rows,
                          std::int64_t columns, bool transposed) {
  const bool root = like.grid().comm().is_root();
  // A column-major matrix is the transpose of a row-major one, so the slab is always the transpose of
  // `on_root`.
  if (transposed) {
    RowSlab slab{rows, root ? IndexRange{0, rows} : IndexRange{rows, rows},
                 RowMatrixD(root ? rows : 0, columns)};
    if (root) slab.values = on_root.topRows(columns).transpose();
    return BlockCyclicMatrix::from_slab(like.shared_grid(), slab, like.block());
  }
  RowSlab slab{columns, root ? IndexRange{0, columns} : IndexRange{columns, columns},
               RowMatrixD(root ? columns : 0, rows)};
  if (root) slab.values = on_root.leftCols(columns).transpose();
  return BlockCyclicMatrix::from_slab(like.shared_grid(), slab, like.block(), true);
}

}  // namespace

LonelySvd decompose_alone(const Communicator& comm, const std::function<LocalSvd()>& decompose) {
  const BlasShare share = blas_share(comm);
  LonelySvd result;
  result.threads = comm.broadcast_value(share.alone);
  on_root_alone(comm, [&] {
    const BlasThreads all(share.alone, share.cores);
    result.svd = decompose();
  });
  return result;
}

TallSvd on_one_rank(const BlockCyclicMatrix& like, std::int64_t n, Wanted wanted,
                    const std::function<LocalSvd()>& decompose) {
  const Communicator& comm = like.grid().comm();
  LonelySvd alone = decompose_alone(comm, decompose);
  LocalSvd& local = alone.svd;
  TallSvd result;
  result.threads_alone = alone.threads;
  result.values = comm.broadcast_vector(local.values);
  if (!wanted.vectors) return result;
  result.u.emplace(scatter(like, local.u, n, wanted.k, false));
  local.u.resize(0, 0);
  result.v.emplace(scatter(like, local.vt, n, wanted.k, true));
  return result;
}

BlockCyclicMatrix padded(const BlockCyclicMatrix& top, std::int64_t rows) {
  BlockCyclicMatrix result(top.shared_grid(), rows, top.columns(), top.block());
  for (std::int64_t j = 0; j < top.local_columns(); ++j)
    std::copy_n(top.data() + j * top.leading_dimension(), top.local_rows(),
                result.data() + j * result.leading_dimension());
  return result;
}

TallSvd after_qr(BlockCyclicMatrix a, const std::function<TallSvd(BlockCyclicMatrix r)>& decompose) {
  const auto finish = [&](const auto& apply_q) {
    TallSvd result = decompose(upper_triangle(a));
    if (!result.u) return result;
    result.u = padded(*result.u, a.rows());
    apply_q(*result.u);
    return result;
  };
  if (has_whole_columns(a)) {
    const std::vector<FactoredColumns> parts = factor_columns(a);
    return finish([&](BlockCyclicMatrix& u) { apply_columns_q(a, parts, u); });
  }
  const std::vector<double> tau = qr_factor(a);
  return finish([&](BlockCyclicMatrix& u) { apply_qr_q(a, tau, u); });
}

}  // namespace crucible
