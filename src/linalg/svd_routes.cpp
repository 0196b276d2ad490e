#include "svd_routes.hpp"

#include "crucible/mpi/collective.hpp"
#include "dense_kernels.hpp"
#include "pdgesvd.hpp"
#include "routines.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

/// Singular values below this share of the largest are not visible in A^T A: their relative error exceeds
/// 1e-4.
constexpr double gram_floor = 1e-6;

/// Rank 0's matrix `on_root` (or its transpose), its first `columns` columns, dealt out on the grid of
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

/// Runs a local decomposition of an (n x n) problem on rank 0 and deals its vectors out.
template <typename Decompose>
TallSvd on_one_rank(const BlockCyclicMatrix& like, std::int64_t n, Wanted wanted, Decompose&& decompose) {
  const Communicator& comm = like.grid().comm();
  LocalSvd local;
  on_root(comm, [&] { local = decompose(); });
  TallSvd result;
  result.values = comm.broadcast_vector(local.values);
  if (!wanted.vectors) return result;
  result.u.emplace(scatter(like, local.u, n, wanted.k, false));
  local.u.resize(0, 0);
  result.v.emplace(scatter(like, local.vt, n, wanted.k, true));
  return result;
}

/// `top` above zeros, (rows x top.columns()).
BlockCyclicMatrix padded(const BlockCyclicMatrix& top, std::int64_t rows) {
  BlockCyclicMatrix result(top.shared_grid(), rows, top.columns(), top.block());
  for (std::int64_t j = 0; j < top.local_columns(); ++j)
    std::copy_n(top.data() + j * top.leading_dimension(), top.local_rows(),
                result.data() + j * result.leading_dimension());
  return result;
}

/// The decomposition of R, gathered to rank 0.
TallSvd gathered(const BlockCyclicMatrix& r, Wanted wanted) {
  MatrixD whole = r.gather_to_root();
  return on_one_rank(r, r.columns(), wanted, [&] { return local_svd(std::move(whole), wanted.vectors); });
}

}  // namespace

TallSvd svd_by_pdgesvd(BlockCyclicMatrix a, Wanted wanted) {
  TallSvd result;
  if (!wanted.vectors) {
    result.values = singular_values_pdgesvd(a, nullptr, nullptr);
    return result;
  }
  result.u.emplace(a.shared_grid(), a.rows(), a.columns(), a.block());
  BlockCyclicMatrix vt(a.shared_grid(), a.columns(), a.columns(), a.block());
  result.values = singular_values_pdgesvd(a, &*result.u, &vt);
  const Communicator& comm = a.grid().comm();
  const RowSlab v = vt.to_transposed_slab(even_part(vt.columns(), comm.size(), comm.rank()), vt.columns());
  // The slab holds the rows of V^T's transpose, that is of V.
  result.v.emplace(BlockCyclicMatrix::from_slab(a.shared_grid(), v, a.block()));
  return result;
}

TallSvd svd_by_dc(BlockCyclicMatrix a, Wanted wanted) {
  const Bidiagonal b = bidiagonalise(a);
  TallSvd result = on_one_rank(a, a.columns(), wanted, [&] {
    return local_bidiagonal_svd(b.diagonal, b.off_diagonal, wanted.vectors);
  });
  if (!wanted.vectors) return result;
  result.u = padded(*result.u, a.rows());
  apply_bidiagonal_q(a, b, *result.u);
  apply_bidiagonal_p(a, b, *result.v);
  return result;
}

TallSvd svd_by_qr_dc(BlockCyclicMatrix a, Wanted wanted, std::int64_t gather_limit) {
  const std::vector<double> tau = qr_factor(a);
  BlockCyclicMatrix r = upper_triangle(a);
  TallSvd result = r.columns() <= gather_limit ? gathered(r, wanted) : svd_by_dc(std::move(r), wanted);
  if (!wanted.vectors) return result;
  result.u = padded(*result.u, a.rows());
  apply_qr_q(a, tau, *result.u);
  return result;
}

TallSvd svd_by_gram(BlockCyclicMatrix a, Wanted wanted) {
  const Communicator& comm = a.grid().comm();
  const std::int64_t n = a.columns();
  BlockCyclicMatrix gram = gram_matrix(a);
  BlockCyclicMatrix eigenvectors(a.shared_grid(), n, n, a.block());
  const std::vector<double> eigenvalues = symmetric_eigen(gram, eigenvectors);
  TallSvd result;
  for (auto value = eigenvalues.rbegin(); value != eigenvalues.rend(); ++value) {
    const double singular = std::sqrt(std::max(0.0, *value));
    if (!result.values.empty() && !(singular > gram_floor * result.values.front())) break;
    result.values.push_back(singular);
  }
  if (!wanted.vectors) return result;
  const auto k = std::min(wanted.k, static_cast<std::int64_t>(result.values.size()));
  RowSlab v = eigenvectors.to_slab(even_part(n, comm.size(), comm.rank()), n);
  v.values = v.values.rightCols(k).rowwise().reverse().eval();
  result.v.emplace(BlockCyclicMatrix::from_slab(a.shared_grid(), v, a.block()));
  result.u.emplace(product(a, *result.v));
  for (std::int64_t j = 0; j < result.u->local_columns(); ++j) {
    const double value = result.values[static_cast<std::size_t>(result.u->global_column(j))];
    double* column = result.u->data() + j * result.u->leading_dimension();
    for (std::int64_t i = 0; i < result.u->local_rows(); ++i) column[i] /= value;
  }
  return result;
}

}  // namespace crucible
