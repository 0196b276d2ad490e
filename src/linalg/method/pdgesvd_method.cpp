#include "crucible/core/error.hpp"
#include "crucible/linalg/svd_method.hpp"
#include "dense/pdgesvd.hpp"
#include "grid/routines.hpp"
#include "method/doubt.hpp"
#include "method/problem_sizes.hpp"
#include "method/tall_svd.hpp"

#include <algorithm>
#include <utility>

namespace crucible {

namespace {

TallSvd run(BlockCyclicMatrix a, Wanted wanted, const SvdOptions& /*options*/) {
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

double elements(const ProblemSizes& s, const SvdOptions& /*options*/) {
  if (s.k == 0) return s.a;
  // U, V^T, a workspace as large as both and pdgemr2d's messages; or V^T on its way to a slab and back.
  const double working = s.n * (s.m + s.n) / s.ranks + 2 * s.a / s.ranks;
  return 2 * s.a + s.square + std::max(working, s.square + s.dealing(s.square));
}

double nothing_more(const ProblemSizes& /*sizes*/, const SvdOptions& /*options*/) { return 0; }

std::string obstacle(const ProblemSizes& s, GridShape grid, const SvdOptions& options) {
  try {
    const auto m = static_cast<std::int64_t>(s.m);
    const auto n = static_cast<std::int64_t>(s.n);
    if (s.k > 0) check_pdgemr2d(m, n, grid, options.block);
    workspace_length("pdgesvd", pdgesvd_workspace(m, n, grid, options.block, s.k > 0), 0);
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

}  // namespace

const SvdRoute svd_method::pdgesvd{
    "pdgesvd", "is ScaLAPACK's own and the slowest", &run, 0, &exact_doubt, &elements, &nothing_more,
    &obstacle};

}  // namespace crucible
