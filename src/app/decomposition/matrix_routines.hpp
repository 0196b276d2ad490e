#pragma once

#include "crucible/cli/job.hpp"
#include "options/matrix_input.hpp"
#include "options/svd_settings.hpp"

#include <functional>
#include <span>
#include <utility>

namespace crucible {

/// The functions that decompose a matrix, one for each form in which it can be read. Collective.
template <typename Result>
struct MatrixRoutines {
  std::function<Result(const SparseRows& sparse, const LowRankTerms& terms)> of_sparse;
  std::function<Result(RowSlab dense)> of_dense;
  std::function<Result(const RowReader& reader)> of_blocks;
};

/// Decomposes ratings. If the route of `settings` works on sparse matrices, they are never made dense. The
/// time counts as factoring. Collective.
template <typename Result>
Result decompose_ratings(Job& job, const RatingMatrix& matrix, const SvdSettings& settings,
                         const MatrixRoutines<Result>& routines) {
  return job.timings.measure("factor", [&] {
    return settings.krylov() ? routines.of_sparse(matrix.sparse(), matrix.terms)
                             : routines.of_dense(matrix.dense());
  });
}

/// Reads a matrix other than ratings in the form that the route of `settings` needs, and decomposes it.
/// Collective. @pre !input.source().is_ratings()
template <typename Result>
Result decompose_plain(Job& job, const MatrixInput& input, const SvdSettings& settings,
                       const MatrixRoutines<Result>& routines) {
  const MatrixSource& source = input.source();
  if (settings.streams()) {
    RowReader reader = source.row_reader(job.comm, settings.turned());
    reader.read = [&job, read = std::move(reader.read)](IndexRange rows, std::span<double> values) {
      job.timings.measure("read", [&] { read(rows, values); });
    };
    return job.timings.measure("factor", [&] { return routines.of_blocks(reader); });
  }
  if (source.is_sparse() && settings.krylov()) {
    const SparseMatrix a = job.timings.measure("load", [&] { return source.read_sparse(job.comm); });
    return job.timings.measure("factor", [&] { return routines.of_sparse(a.view(), {}); });
  }
  RowSlab a = job.timings.measure("load", [&] { return source.read_dense(job.comm); });
  return job.timings.measure("factor", [&] { return routines.of_dense(std::move(a)); });
}

}  // namespace crucible
