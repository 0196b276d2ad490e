#include "crucible/linalg/svd.hpp"

#include "crucible/linalg/truncated_svd.hpp"
#include "crucible/mpi/collective.hpp"
#include "dense/dense_kernels.hpp"
#include "dense/pdgesvd.hpp"
#include "grid/blas_threads.hpp"
#include "grid/norms.hpp"
#include "grid/refusals.hpp"
#include "method/tall_svd.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace crucible {

namespace {

/// Everything about a request that depends only on sizes.
struct Task {
  std::int64_t wanted = 0;  ///< singular triplets
  bool transposed = false;  ///< the matrix is wide, so its transpose is decomposed
  SvdChoice choice;
};

Task task_of(const RowSlab& a, const SvdOptions& options) {
  const std::int64_t all = std::min(a.total_rows, a.columns());
  if (options.rank < 0 || options.rank > all)
    throw_on_all_ranks(UsageError("a matrix of " + std::to_string(a.total_rows) + " x " +
                                  std::to_string(a.columns()) + " has " + std::to_string(all) +
                                  " singular values, not " + std::to_string(options.rank)));
  if (options.block < 1) throw_on_all_ranks(UsageError("the block size must be at least 1"));
  return {options.rank == 0 ? all : options.rank, a.total_rows < a.columns(),
          choose_svd_method(a.total_rows, a.columns(), options)};
}

GridShape grid_for(const Communicator& comm, SvdMethod method, const SvdOptions& options, std::int64_t rows,
                   std::int64_t columns, std::string& reason) {
  const GridShape wanted = options.grid.value_or(usual_grid(method, comm.size(), rows, columns, options));
  if (static_cast<std::int64_t>(wanted.rows) * wanted.columns > comm.size())
    throw_on_all_ranks(UsageError("a process grid of " + to_string(wanted) + " needs more ranks than the " +
                                  std::to_string(comm.size()) + " there are"));
  const GridShape fitting = fitting_grid(wanted, rows, columns, options.block);
  if (options.grid && !(fitting == wanted))
    reason += "; grid cut from " + to_string(wanted) + " to " + to_string(fitting) +
              " so that every rank owns a block";
  return fitting;
}

RowSlab no_vectors(std::int64_t rows, IndexRange mine) { return {rows, mine, RowMatrixD(mine.size(), 0)}; }

RowSlab unit_columns(std::int64_t rows, IndexRange mine, std::int64_t k) {
  RowSlab slab{rows, mine, RowMatrixD::Zero(mine.size(), k)};
  for (std::int64_t i = mine.begin; i < std::min(mine.end, k); ++i) slab.values(i - mine.begin, i) = 1;
  return slab;
}

/// A zero matrix: any orthonormal vectors will do.
void decompose_zero(SvdResult& result, std::int64_t k, bool vectors) {
  result.singular_values.assign(static_cast<std::size_t>(k), 0.0);
  result.reason += "; the matrix is zero";
  if (!vectors) return;
  result.u = unit_columns(result.rows, result.u.rows, k);
  result.v = unit_columns(result.columns, result.v.rows, k);
}

/// `vector` divided by its norm, in two steps: a denormal norm has few digits.
RowMatrixD direction(const RowMatrixD& vector, const Norms& norms) {
  return vector / norms.largest / norms.ratio;
}

/// A single row or column: the result is its norm and direction. ScaLAPACK hangs on some of these.
void decompose_vector(const Communicator& comm, const RowSlab& a, const Norms& norms, SvdResult& result,
                      bool vectors) {
  result.singular_values = {result.frobenius};
  result.reason += "; a single row or column is decomposed by its norm";
  if (!vectors) return;
  if (result.columns == 1) {
    result.u.values = direction(a.values, norms);
    result.v = unit_columns(1, result.v.rows, 1);
    return;
  }
  const RowMatrixD row = direction(gather_rows(comm, a), norms);
  result.u = unit_columns(1, result.u.rows, 1);
  result.v.values = row.transpose().middleRows(result.v.rows.begin, result.v.rows.size());
}

/// Copies the wanted part of a tall decomposition to `result`, transposed and scaled back.
void take(const TallSvd& tall, const Task& task, double scale, bool vectors, SvdResult& result) {
  const auto k = std::min(task.wanted, static_cast<std::int64_t>(tall.values.size()));
  if (k < task.wanted)
    result.reason +=
        "; " + std::to_string(task.wanted - k) + " singular values too small for it are left out";
  result.singular_values.assign(tall.values.begin(), tall.values.begin() + k);
  for (double& value : result.singular_values) value /= scale;
  if (!vectors) return;
  result.u = (task.transposed ? *tall.v : *tall.u).to_slab(result.u.rows, k);
  result.v = (task.transposed ? *tall.u : *tall.v).to_slab(result.v.rows, k);
}

/// Copies the wanted part of a decomposition by rows to `result`, scaled back.
void take(RowsSvd parts, double scale, bool vectors, SvdResult& result) {
  result.singular_values = std::move(parts.values);
  for (double& value : result.singular_values) value /= scale;
  if (!vectors) return;
  result.u.values = std::move(parts.u);
  result.v.values = parts.v.middleRows(result.v.rows.begin, result.v.rows.size());
}

std::string threads_text(int alone) {
  return alone > 1 ? "; " + std::to_string(alone) + " threads of BLAS where one rank works alone" : "";
}

/// Collective. False, with nothing done, if the route needs a grid for this matrix.
bool decompose_by_rows(const Communicator& comm, const RowSlab& a, const Task& task,
                       const SvdOptions& options, const Norms& norms, SvdResult& result) {
  if (result.method->run_by_rows == nullptr || task.transposed) return false;
  const double scale = safe_scale(norms.largest);
  std::optional<RowsSvd> parts =
      result.method->run_by_rows(comm, a, scale, {task.wanted, !options.values_only}, options);
  if (!parts) return false;
  check_singular_values(result.method->name, parts->values, scale * norms.largest * norms.ratio,
                        rounding_tolerance(result.rows));
  parts->values.resize(static_cast<std::size_t>(task.wanted));
  result.grid = {comm.size(), 1};
  result.reason += "; each rank its rows, and their triangles in a tree" + threads_text(parts->threads_alone);
  take(std::move(*parts), scale, !options.values_only, result);
  return true;
}

void decompose(const Communicator& comm, const RowSlab& a, const Task& task, const SvdOptions& options,
               const Norms& norms, SvdResult& result) {
  const std::int64_t rows = std::max(result.rows, result.columns);
  const std::int64_t columns = std::min(result.rows, result.columns);
  result.grid = grid_for(comm, result.method, options, rows, columns, result.reason);
  const auto grid = std::make_shared<const ProcessGrid>(comm, result.grid);
  BlockCyclicMatrix tall = BlockCyclicMatrix::from_slab(grid, a, options.block, task.transposed);
  const double scale = safe_scale(norms.largest);
  for (std::int64_t i = 0; i < tall.local_rows() * tall.local_columns(); ++i) tall.data()[i] *= scale;
  const TallSvd parts = result.method->run(std::move(tall), {task.wanted, !options.values_only}, options);
  const double promised = result.method->square_sum_tolerance;
  check_singular_values(result.method->name, parts.values, scale * norms.largest * norms.ratio,
                        promised > 0 ? promised : rounding_tolerance(rows));
  result.reason += threads_text(parts.threads_alone);
  take(parts, task, scale, !options.values_only, result);
}

}  // namespace

GridShape usual_grid(SvdMethod method, int ranks, std::int64_t rows, std::int64_t columns,
                     const SvdOptions& options) {
  const std::int64_t blocks = (std::min(rows, columns) + options.block - 1) / options.block;
  return method->by_columns ? row_grid(ranks, blocks) : square_grid(ranks);
}

SvdChoice choose_svd_method(std::int64_t rows, std::int64_t columns, const SvdOptions& options) {
  if (options.method != svd_method::automatic) return {options.method, "asked for"};
  const std::int64_t longer = std::max(rows, columns);
  const std::int64_t shorter = std::min(rows, columns);
  const std::string turned = rows < columns ? ", transposed" : "";
  if (shorter > largest_divided && !options.values_only)
    return {&svd_method::polar, "more than " + std::to_string(largest_divided) + " columns" + turned +
                                    ", which is too many for divide and conquer on one rank"};
  if (longer >= 2 * shorter) {
    const bool small = shorter <= options.gather_limit;
    return {&svd_method::qr_dc, "at least twice as long as wide" + turned +
                                    ": QR first, then divide and conquer on R" +
                                    (small ? ", which is small enough for one rank" : "")};
  }
  return {&svd_method::dc, "nearly square" + turned + ": bidiagonal form, then divide and conquer"};
}

SvdResult svd(const Communicator& comm, const RowSlab& a, const SvdOptions& options) {
  check_slab(comm, a, "the matrix");
  if (a.total_rows == 0 || a.columns() == 0)
    throw_on_all_ranks(UsageError("an empty matrix has no singular value decomposition"));
  Task task = task_of(a, options);
  const int threads = blas_share(comm).together;
  const BlasThreads together(threads);
  if (const int of_root = comm.broadcast_value(threads); of_root > 1)
    task.choice.reason += "; " + std::to_string(of_root) + " threads of BLAS in each rank";
  if (task.choice.method->truncated()) {
    KrylovOptions krylov;
    krylov.check = options.check;
    SvdResult result = truncated_svd(comm, a, task.wanted, krylov);
    if (options.values_only) {
      result.u.values.resize(result.u.rows.size(), 0);
      result.v.values.resize(result.v.rows.size(), 0);
    }
    return result;
  }
  SvdResult result;
  result.rows = a.total_rows;
  result.columns = a.columns();
  result.method = task.choice.method;
  result.reason = task.choice.reason;
  result.u = no_vectors(result.rows, a.rows);
  result.v = no_vectors(result.columns, even_part(result.columns, comm.size(), comm.rank()));
  const Norms norms = norms_of(comm, a.values);
  result.frobenius = norms.frobenius;
  if (!std::isfinite(norms.frobenius)) throw_on_all_ranks(norm_overflow());
  if (norms.frobenius == 0)
    decompose_zero(result, task.wanted, !options.values_only);
  else if (std::min(result.rows, result.columns) == 1)
    decompose_vector(comm, a, norms, result, !options.values_only);
  else if (!decompose_by_rows(comm, a, task, options, norms, result))
    decompose(comm, a, task, options, norms, result);
  normalise_signs(comm, result.u, result.v);
  if (options.check) result.checks = check_svd(comm, a, result);
  return result;
}

SvdResult svd(BlockCyclicMatrix a, const SvdOptions& options) {
  const Communicator& comm = a.grid().comm();
  const RowSlab slab = a.to_slab(even_part(a.rows(), comm.size(), comm.rank()), a.columns());
  { const BlockCyclicMatrix released = std::move(a); }
  return svd(comm, slab, options);
}

}  // namespace crucible
