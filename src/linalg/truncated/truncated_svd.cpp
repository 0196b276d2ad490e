#include "crucible/linalg/truncated_svd.hpp"

#include "crucible/mpi/collective.hpp"
#include "grid/norms.hpp"
#include "truncated/check_rank.hpp"
#include "truncated/krylov.hpp"
#include "truncated/operator_checks.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace crucible {

namespace {

SvdResult run(const Communicator& comm, const RowOperator& a, std::int64_t rank,
              const KrylovOptions& options) {
  SvdResult result = block_krylov(comm, a, rank, options);
  normalise_signs(comm, result.u, result.v);
  if (options.check) result.checks = check_svd(comm, a, result);
  return result;
}

/// The same for a matrix so small that its products would be denormal. Collective.
SvdResult run_enlarged(const Communicator& comm, const RowSlab& small, std::int64_t rank,
                       KrylovOptions options, const Norms& norms) {
  const double scale = safe_scale(norms.largest);
  RowSlab large = small;
  large.values *= scale;
  const bool check = std::exchange(options.check, false);
  SvdResult result = run(comm, DenseOperator(large), rank, options);
  result.frobenius = norms.frobenius;
  for (double& value : result.singular_values) value /= scale;
  if (check) result.checks = check_svd(comm, small, result);
  return result;
}

/// Throws if the spans do not fit the sizes, an index is out of range or a value is not finite.
void check_entries(const SparseRows& sparse, const LowRankTerms& terms) {
  require(sparse.offsets.size() == static_cast<std::size_t>(sparse.rows.size()) + 1,
          "one offset a row and one more");
  const auto entries = static_cast<std::size_t>(sparse.offsets.back());
  const std::size_t values = sparse.with_values([](auto all) { return all.size(); });
  require(sparse.column.size() == entries && values == entries, "as many entries as the offsets say");
  require(terms.left.cols() == terms.right.cols(), "the terms must have as many left as right vectors");
  if (terms.count() > 0)
    require(terms.left.rows() == sparse.rows.size() && terms.right.rows() == sparse.columns,
            "the terms must have the sizes of the matrix");
  for (std::size_t i = 0; i < entries; ++i) {
    require(sparse.column[i] >= 0 && sparse.column[i] < sparse.columns, "a column index is out of range");
    if (!sparse.with_values([&](auto all) { return std::isfinite(all[i]); }))
      throw NumericalError("entry " + std::to_string(i) +
                           " of this rank's part of the sparse matrix (column " +
                           std::to_string(sparse.column[i]) + ") is NaN or infinite");
  }
}

}  // namespace

SvdResult truncated_svd(const Communicator& comm, const SparseRows& sparse, const LowRankTerms& terms,
                        std::int64_t rank, const KrylovOptions& options) {
  check_rank(rank, sparse.total_rows, sparse.columns);
  on_every_rank(comm, [&] { check_entries(sparse, terms); });
  return run(comm, SparseOperator(sparse, terms), rank, options);
}

SvdResult truncated_svd(const Communicator& comm, const RowSlab& dense, std::int64_t rank,
                        const KrylovOptions& options) {
  check_slab(comm, dense, "the matrix");
  check_rank(rank, dense.total_rows, dense.columns());
  const Norms norms = norms_of(comm, dense.values);
  if (norms.frobenius > 0 && norms.frobenius < denormal_products)
    return run_enlarged(comm, dense, rank, options, norms);
  return run(comm, DenseOperator(dense), rank, options);
}

}  // namespace crucible
