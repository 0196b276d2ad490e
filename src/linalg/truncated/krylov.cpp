#include "truncated/krylov.hpp"

#include "crucible/mpi/collective.hpp"
#include "grid/norms.hpp"
#include "truncated/block_lanczos.hpp"
#include "truncated/space_svd.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

/// This rank's rows of scale A v. It takes a few columns at a time, because v has to be gathered.
RowMatrixD image_of(const Communicator& comm, const RowOperator& a, const RowSlab& v, double scale) {
  constexpr std::int64_t width = 64;
  RowMatrixD image(a.rows().size(), v.columns());
  for (std::int64_t begin = 0; begin < v.columns(); begin += width) {
    const IndexRange panel{begin, std::min(v.columns(), begin + width)};
    image.middleCols(begin, panel.size()) = scale * a.times(gather_columns(comm, v, panel));
  }
  return image;
}

}  // namespace

SvdResult block_krylov(const Communicator& comm, const RowOperator& a, std::int64_t rank,
                       KrylovOptions options) {
  if (options.block == 0) options.block = a.usual_block(rank);
  SvdResult result;
  result.rows = a.total_rows();
  result.columns = a.columns();
  result.method = &svd_method::krylov;
  result.reason = "few singular values of a large matrix";
  result.grid = {comm.size(), 1};
  result.frobenius = a.frobenius(comm);
  if (!std::isfinite(result.frobenius))
    throw_on_all_ranks(
        NumericalError("the matrix contains NaN or infinite elements, or elements whose squares overflow"));
  result.u = {result.rows, a.rows(), RowMatrixD(a.rows().size(), 0)};
  result.v = {result.columns, even_part(result.columns, comm.size(), comm.rank()), {}};
  result.v.values.resize(result.v.rows.size(), 0);
  if (result.frobenius == 0) return result;
  const double scale = safe_scale(result.frobenius);
  const GramProduct gram = [&](const RowMatrixD& x) {
    RowMatrixD y = a.times(x);
    y *= scale;
    RowMatrixD z = a.transposed_times(y);
    z *= scale;
    return z;
  };
  const RowSlab v = leading_right_vectors(comm, result.columns, rank, options, gram);
  SpaceSvd found = svd_in_space(comm, image_of(comm, a, v, scale), v.values, scale * result.frobenius);
  result.singular_values = std::move(found.values);
  for (double& value : result.singular_values) value /= scale;
  result.u.values = std::move(found.u);
  result.v.values = std::move(found.v);
  if (result.k() > 0) result.reason += left_out(rank, result.k());
  return result;
}

}  // namespace crucible
